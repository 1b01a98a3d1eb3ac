namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type is stored. The names and values of the package's public surface.</summary>
public enum Format
{
    Unknown = 0,
    Native = 1,
    UserDefined = 2,
}

/// <summary>A type that writes and reads itself.</summary>
public interface IBinarySerialize
{
    void Read(BinaryReader r);

    void Write(BinaryWriter w);
}

/// <summary>Marks a type as a user-defined type of the server.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = false, Inherited = false)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;

    public int MaxByteSize { get; set; }

    public bool IsFixedLength { get; set; }

    public bool IsByteOrdered { get; set; }

    public string? ValidationMethodName { get; set; }

    public string? Name { get; set; }
}

/// <summary>A type that is not a well-formed user-defined type.</summary>
public sealed class InvalidUdtException : SystemException
{
    public InvalidUdtException() { }

    public InvalidUdtException(string message)
        : base(message) { }

    public InvalidUdtException(string message, Exception innerException)
        : base(message, innerException) { }
}
