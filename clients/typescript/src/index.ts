import { ApiKeys } from "./api-keys.js";
import { Transport } from "./transport.js";

export {
  ApiError,
  ForbiddenError,
  IdempotencyConflictError,
  InternalError,
  MethodNotAllowedError,
  MoonbornError,
  NameConflictError,
  NotFoundError,
  PayloadTooLargeError,
  PreconditionFailedError,
  RateLimitedError,
  RequestTimeoutError,
  StateConflictError,
  TransportError,
  UnauthorizedError,
  UnavailableError,
  UnsupportedMediaTypeError,
  ValidationError,
} from "./errors.js";
export type { ErrorCode } from "./errors.js";
export type { ApiKey, Conditional, IssuedApiKey, ListOptions, Once, Versioned } from "./api-keys.js";
export { ApiKeys } from "./api-keys.js";
export type {
  ApiKeyListResponse,
  ApiKeyResponse,
  ApiKeyResponseStatus,
  IssueApiKeyRequest,
  KeyEventListResponse,
  KeyEventResponse,
  KeyVerificationResponse,
  RevokedApiKeyResponse,
  RotatedApiKeyResponse,
} from "./generated.js";
export type { CallOptions } from "./transport.js";

const DEFAULT_BASE_URL = "http://127.0.0.1:5080";

export interface MoonbornOptions {
  /** The caller's key; undefined only so that an environment variable can be given as it is. */
  apiKey: string | undefined;
  /** Where the service is; may carry a path. Else MOONBORN_BASE_URL counts, then http://127.0.0.1:5080. */
  baseUrl?: string;
  /** Seconds to wait for one answer (30). */
  timeout?: number;
  /** How often a request is repeated when that cannot do harm (2). */
  maxRetries?: number;
  /** Instead of the platform's own. */
  fetch?: typeof fetch;
}

/** A caller of the service. */
export default class Moonborn {
  readonly api_keys: ApiKeys;
  readonly baseUrl: string;

  constructor(options: MoonbornOptions) {
    const { apiKey, timeout = 30, maxRetries = 2 } = options;
    if (!apiKey || !/^[!-~]+$/.test(apiKey)) {
      throw new TypeError("apiKey must be a key's plaintext, without white space");
    }
    if (!(timeout > 0) || !(maxRetries >= 0)) throw new TypeError("timeout must be above 0 and maxRetries not below it");
    this.baseUrl = addressOf(options.baseUrl || environment("MOONBORN_BASE_URL") || DEFAULT_BASE_URL);
    const platformFetch: typeof fetch = (input, init) => globalThis.fetch(input, init);
    this.api_keys = new ApiKeys(
      new Transport({ apiKey, timeout, maxRetries, baseUrl: this.baseUrl, fetch: options.fetch ?? platformFetch }),
    );
  }
}

export { Moonborn };

function environment(name: string): string | undefined {
  const host = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return host.process?.env?.[name];
}

function addressOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const usable =
    url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!usable) throw new TypeError("baseUrl must be http(s)://host[:port][/path]");
  return text.replace(/\/+$/, "");
}
