// Sends one call, repeats it where that is safe, and turns refusals into errors.
import {
  ApiError,
  IdempotencyConflictError,
  RequestTimeoutError,
  TransportError,
  isObject,
  misunderstood,
  refusalOf,
} from "./errors.js";

const FIRST_BACKOFF = 0.5;
const LONGEST_BACKOFF = 8;
const LONGEST_RETRY_AFTER = 30;
const PASSING = [429, 502, 503, 504];

export interface Settings {
  apiKey: string;
  baseUrl: string;
  timeout: number;
  maxRetries: number;
  fetch: typeof fetch;
}

/** How one call is sent. */
export interface CallOptions {
  /** Gives the call up, waits between retries included; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export class Transport {
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get baseUrl(): string {
    return this.#settings.baseUrl;
  }

  /** The answer, if it is a success. `repeatable`: sending it twice does no more than sending it once. */
  async send(url: string, init: RequestInit, repeatable: boolean, signal: AbortSignal | undefined): Promise<Response> {
    const tries = repeatable ? this.#settings.maxRetries : 0;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt(url, init, signal);
      if (outcome instanceof Response) return outcome;
      if (attempt >= tries || !passes(outcome, attempt)) throw outcome;
      await pause(delay(outcome, attempt), signal);
    }
  }

  async #attempt(url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response | Failure> {
    const { apiKey, timeout, fetch } = this.#settings;
    const headers = new Headers({ Authorization: `Bearer ${apiKey}` });
    // The generated code writes a header that is not given as an empty one.
    for (const [name, value] of Object.entries(init.headers ?? {})) if (value !== "") headers.set(name, value);
    signal?.throwIfAborted();
    const late = AbortSignal.timeout(timeout * 1000);
    try {
      const response = await fetch(url, {
        ...init,
        headers,
        // A redirect would hand the key to another host.
        redirect: "manual",
        credentials: "omit",
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
      // Read here, so that a broken connection and the time-out count in the body, too.
      const body = await response.text();
      if (!response.ok) return refusalOf(response.status, response.headers, body);
      if (!isObject(body)) return misunderstood(response.status, response.headers);
      return new Response(body, { status: response.status, headers: response.headers });
    } catch (error) {
      signal?.throwIfAborted();
      if (late.aborted) return new RequestTimeoutError("The service did not answer in time");
      return new TransportError(`No answer from the service: ${reasonOf(error)}`);
    }
  }
}

type Failure = ApiError | TransportError;

/** The network's own code, such as ECONNREFUSED; never a text that could quote the request. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as { code?: unknown } | undefined) : undefined;
  return typeof cause?.code === "string" ? cause.code : "the connection failed";
}

/** Whether the same request may fare better a little later. */
function passes(failure: Failure, attempt: number): boolean {
  if (failure instanceof TransportError) return true;
  // To a repeat this says that the attempt before it is still being worked on.
  return PASSING.includes(failure.status) || (attempt > 0 && failure instanceof IdempotencyConflictError);
}

/** Seconds to wait: what the service asks for, or exponential backoff, with full jitter. */
function delay(failure: Failure, attempt: number): number {
  const asked = failure instanceof ApiError ? failure.retryAfter : null;
  if (asked !== null) return Math.min(asked, LONGEST_RETRY_AFTER);
  return Math.random() * Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** attempt);
}

function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
