using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiKeys.Domain.Keys;

namespace ApiKeys.Infrastructure.Security;

/// <summary>
/// Encrypts an answer under a key that is derived (HKDF-SHA-256) from the <c>Idempotency-Key</c> and the caller, neither
/// of which is stored: a copy of the database does not give secrets back.
/// </summary>
internal sealed class AnswerSeal(byte[] caller, byte[] headerValue)
{
    private const int KeyLength = 32;
    private static readonly byte[] Purpose = "ApiKeys idempotent answer 1"u8.ToArray();
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;

    private static readonly JsonSerializerOptions Json = new() { Converters = { new KeyTokenConverter() } };

    public byte[] CallerHash { get; } = SHA256.HashData(caller);

    public byte[] KeyHash { get; } = SHA256.HashData(headerValue);

    public byte[] Close(object answer)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(answer, Json);
        var sealedAnswer = new byte[NonceLength + plain.Length + TagLength];
        var nonce = sealedAnswer.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(DeriveKey(), TagLength);
        aes.Encrypt(nonce, plain, sealedAnswer.AsSpan(NonceLength, plain.Length), sealedAnswer.AsSpan(^TagLength..));
        CryptographicOperations.ZeroMemory(plain);
        return sealedAnswer;
    }

    /// <exception cref="AuthenticationTagMismatchException">It was sealed for another caller or header, or was changed.</exception>
    public TAnswer Open<TAnswer>(ReadOnlySpan<byte> sealedAnswer)
    {
        var plain = new byte[sealedAnswer.Length - NonceLength - TagLength];
        using var aes = new AesGcm(DeriveKey(), TagLength);
        aes.Decrypt(
            sealedAnswer[..NonceLength],
            sealedAnswer[NonceLength..^TagLength],
            sealedAnswer[^TagLength..],
            plain
        );
        var answer = JsonSerializer.Deserialize<TAnswer>(plain, Json)!;
        CryptographicOperations.ZeroMemory(plain);
        return answer;
    }

    private byte[] DeriveKey() =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, headerValue, KeyLength, salt: CallerHash, info: Purpose);

    private sealed class KeyTokenConverter : JsonConverter<KeyToken>
    {
        public override KeyToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            KeyToken.Parse(reader.GetString()) ?? throw new JsonException();

        public override void Write(Utf8JsonWriter writer, KeyToken value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Reveal());
    }
}
