// What can go wrong, as classes. No error ever holds a key's plaintext.
import type { ErrorBodyCode } from "./generated.js";

/** A code of the service; new ones may come. */
export type ErrorCode = ErrorBodyCode | (string & {});

/** Everything this package throws, except TypeError for unusable arguments and the reason of an abort. */
export class MoonbornError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** No answer arrived: the service could not be reached, or the connection broke. */
export class TransportError extends MoonbornError {}

/** No answer arrived in time. A change may have been made all the same. */
export class RequestTimeoutError extends TransportError {}

export interface Refusal {
  status: number;
  code: ErrorCode | null;
  message: string;
  details: Record<string, unknown>;
  requestId: string | null;
  retryAfter: number | null;
}

/** An answer that is not a success. */
export class ApiError extends MoonbornError {
  /** 0 when a browser hides it, as it does for a redirect. */
  readonly status: number;
  /** Null when the answer is not the service's own: a proxy's error page, a redirect. */
  readonly code: ErrorCode | null;
  readonly details: Record<string, unknown>;
  readonly requestId: string | null;
  /** Seconds. */
  readonly retryAfter: number | null;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.status = refusal.status;
    this.code = refusal.code;
    this.details = refusal.details;
    this.requestId = refusal.requestId;
    this.retryAfter = refusal.retryAfter;
  }
}

/** 400: `details` maps each field to what is wrong with it. */
export class ValidationError extends ApiError {}
/** 401: the apiKey is unknown, or not accepted any more. */
export class UnauthorizedError extends ApiError {}
/** 403: the caller may not do this. */
export class ForbiddenError extends ApiError {}
/** 404: no such key within reach; for a rename, also a revoked one. */
export class NotFoundError extends ApiError {}
/** 405. */
export class MethodNotAllowedError extends ApiError {}
/** 409: another key has the name. */
export class NameConflictError extends ApiError {
  /** The id of the key that has the name. */
  get conflictingKeyId(): string | null {
    const id = this.details["conflictingKeyId"];
    return typeof id === "string" ? id : null;
  }
}
/** 409: the key's status does not allow this. */
export class StateConflictError extends ApiError {}
/** 409: the idempotency key was used for another request, or that request is still running. */
export class IdempotencyConflictError extends ApiError {}
/** 412: the key has changed since the given etag. */
export class PreconditionFailedError extends ApiError {}
/** 413. */
export class PayloadTooLargeError extends ApiError {}
/** 415. */
export class UnsupportedMediaTypeError extends ApiError {}
/** 429: too many requests; see `retryAfter`. */
export class RateLimitedError extends ApiError {}
/** 500. */
export class InternalError extends ApiError {}
/** 503: the service cannot work at the moment. */
export class UnavailableError extends ApiError {}

const byCode: Record<ErrorBodyCode, new (refusal: Refusal) => ApiError> = {
  validation_failed: ValidationError,
  unauthorized: UnauthorizedError,
  forbidden: ForbiddenError,
  not_found: NotFoundError,
  method_not_allowed: MethodNotAllowedError,
  name_conflict: NameConflictError,
  state_conflict: StateConflictError,
  idempotency_conflict: IdempotencyConflictError,
  precondition_failed: PreconditionFailedError,
  payload_too_large: PayloadTooLargeError,
  unsupported_media_type: UnsupportedMediaTypeError,
  rate_limited: RateLimitedError,
  internal_error: InternalError,
  unavailable: UnavailableError,
};

/** A refusal as the error of its code. */
export function refusalOf(status: number, headers: Headers, body: string): ApiError {
  const error = member(parse(body), "error");
  const code = member(error, "code");
  const message = member(error, "message");
  const details = asObject(member(error, "details"));
  const refusal: Refusal = {
    status,
    code: typeof code === "string" ? code : null,
    message: typeof message === "string" ? message : `The answer is not the service's own (${status})`,
    details,
    requestId: headers.get("X-Request-Id"),
    retryAfter: secondsOf(headers.get("Retry-After")) ?? secondsOf(String(details["retryAfter"])),
  };
  const known = refusal.code !== null && Object.hasOwn(byCode, refusal.code);
  return new (known ? byCode[refusal.code as ErrorBodyCode] : ApiError)(refusal);
}

/** A success that is not what the contract says. */
export function misunderstood(status: number, headers: Headers): ApiError {
  return refusalOf(status, headers, "");
}

/** Whether a body is a JSON object. */
export function isObject(text: string): boolean {
  const value = parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Seconds from a Retry-After header, which has seconds or a date. */
function secondsOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^\d+$/.test(text)) return Number(text);
  const moment = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(moment) ? null : Math.max(0, (moment - Date.now()) / 1000);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const member = (value: unknown, name: string): unknown => asObject(value)[name];
