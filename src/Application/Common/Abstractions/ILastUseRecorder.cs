namespace ApiKeys.Application.Common.Abstractions;

/// <summary>Remembers when keys were last used, to be written beside the requests and never by one.</summary>
public interface ILastUseRecorder
{
    void Record(Guid keyId, DateTimeOffset at);
}
