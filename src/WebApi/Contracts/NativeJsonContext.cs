using System.Text.Json.Serialization;

namespace ApiKeys.WebApi.Contracts;

[JsonSerializable(typeof(RenameApiKeyRequest))]
[JsonSerializable(typeof(IssueApiKeyRequest))]
[JsonSerializable(typeof(RotateApiKeyRequest))]
[JsonSerializable(typeof(VerifyApiKeyRequest))]
[JsonSerializable(typeof(KeyVerificationResponse))]
[JsonSerializable(typeof(RotatedApiKeyResponse))]
[JsonSerializable(typeof(ApiKeyResponse))]
[JsonSerializable(typeof(IssuedApiKeyResponse))]
[JsonSerializable(typeof(RevokedApiKeyResponse))]
[JsonSerializable(typeof(ApiKeyListResponse))]
[JsonSerializable(typeof(KeyEventListResponse))]
internal sealed partial class NativeJsonContext : JsonSerializerContext;
