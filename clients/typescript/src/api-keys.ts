// The operations on keys.
import { misunderstood } from "./errors.js";
import { GeneratedClient } from "./generated.js";
import type {
  ApiKeyListResponse,
  ApiKeyResponse,
  ApiKeyResponseStatus,
  IssueApiKeyRequest,
  IssuedApiKeyResponse,
  KeyEventListResponse,
  KeyVerificationResponse,
  RevokedApiKeyResponse,
  RotatedApiKeyResponse,
  SwaggerResponse,
} from "./generated.js";
import type { CallOptions, Transport } from "./transport.js";

/** The key's version at this answer; give it back as `ifMatch`. Not enumerable: a copy or JSON has none. */
export interface Versioned {
  readonly etag: string | null;
}

export type ApiKey = ApiKeyResponse & Versioned;
export type IssuedApiKey = IssuedApiKeyResponse & Versioned;

export interface Conditional {
  /** The `etag` of an earlier answer: refused with PreconditionFailedError if the key has changed since. */
  ifMatch?: string;
}

export interface Once {
  /** 16 to 255 printable ASCII characters; random without it. The same one with the same arguments gives the same key. */
  idempotencyKey?: string;
}

export interface ListOptions {
  status?: ApiKeyResponseStatus;
  workspaceId?: string;
  /** A part of the name. */
  search?: string;
  cursor?: string;
  /** 1 to 100, by default the service's 20. */
  limit?: number;
}

/** Renames, issues, finds, rotates, revokes and verifies keys. */
export class ApiKeys {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Changes a key's label, and nothing else. A broken-off rename is repeated, which without `ifMatch` is harmless;
   * with it, PreconditionFailedError may also mean that the first try did arrive.
   */
  async renameApiKey(args: { id: string; name: string } & Conditional, options?: CallOptions): Promise<ApiKey> {
    const { id, name, ifMatch } = args;
    return versioned(await this.#repeatable(options).renameApiKey(checked(id), { name }, ifMatch));
  }

  /** Makes a key; its plaintext is in this answer and never again. */
  async issueApiKey(args: IssueApiKeyRequest & Once, options?: CallOptions): Promise<IssuedApiKey> {
    const { idempotencyKey = randomText(), ...body } = args;
    return versioned(await this.#repeatable(options).issueApiKey(body, idempotencyKey));
  }

  /** One key, whatever its status. */
  async getApiKey(args: { id: string }, options?: CallOptions): Promise<ApiKey> {
    return versioned(await this.#repeatable(options).getApiKey(checked(args.id)));
  }

  /** One page of keys, newest first. */
  async listApiKeys(args: ListOptions = {}, options?: CallOptions): Promise<ApiKeyListResponse> {
    const { status, workspaceId, search, cursor, limit } = args;
    return resultOf(await this.#repeatable(options).listApiKeys(status, workspaceId, search, cursor, limit));
  }

  /** All keys that `listApiKeys` would give, page after page; `limit` is a page's size. */
  async *iterApiKeys(args: Omit<ListOptions, "cursor"> = {}, options?: CallOptions): AsyncGenerator<ApiKeyResponse> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.listApiKeys({ ...args, cursor }, options);
      yield* page.items;
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  /** Replaces a key by a successor with a new secret; the old one is accepted for `graceSeconds`, by default not at all. */
  async rotateApiKey(
    args: { id: string; graceSeconds?: number } & Conditional & Once,
    options?: CallOptions,
  ): Promise<RotatedApiKeyResponse> {
    const { id, graceSeconds, ifMatch, idempotencyKey = randomText() } = args;
    const client = this.#repeatable(options);
    return resultOf(await client.rotateApiKey(checked(id), ifMatch, idempotencyKey, { graceSeconds }));
  }

  /** Ends a key at once and for good. Never repeated: after a TransportError, `getApiKey` tells whether it arrived. */
  async revokeApiKey(args: { id: string } & Conditional, options?: CallOptions): Promise<RevokedApiKeyResponse> {
    return resultOf(await this.#client(false, options).revokeApiKey(checked(args.id), args.ifMatch));
  }

  /** One page of a key's history, newest first. */
  async listApiKeyEvents(
    args: { id: string; cursor?: string; limit?: number },
    options?: CallOptions,
  ): Promise<KeyEventListResponse> {
    return resultOf(await this.#repeatable(options).listApiKeyEvents(checked(args.id), args.cursor, args.limit));
  }

  /** Tells whether a plaintext key is accepted, and has all of `scopes`. */
  async verifyApiKey(args: { key: string; scopes?: string[] }, options?: CallOptions): Promise<KeyVerificationResponse> {
    return resultOf(await this.#repeatable(options).verifyApiKey({ key: args.key, scopes: args.scopes }));
  }

  #repeatable(options: CallOptions | undefined): GeneratedClient {
    return this.#client(true, options);
  }

  #client(repeatable: boolean, options: CallOptions | undefined): GeneratedClient {
    const transport = this.#transport;
    return new GeneratedClient(transport.baseUrl, {
      fetch: (url, init) => transport.send(url as string, init ?? {}, repeatable, options?.signal),
    });
  }
}

function resultOf<T>(answer: SwaggerResponse<T>): T {
  // The generated code gives null for a success that the contract does not know.
  if (answer.result === null) throw misunderstood(answer.status, new Headers(answer.headers));
  return answer.result;
}

function versioned<T extends object>(answer: SwaggerResponse<T>): T & Versioned {
  const etag: unknown = answer.headers["etag"] ?? null;
  return Object.defineProperty(resultOf(answer), "etag", { value: etag }) as T & Versioned;
}

/** An empty id would address the list, and dots are folded away on the way. */
function checked(id: string): string {
  if (typeof id !== "string" || ["", ".", ".."].includes(id)) throw new TypeError("not a key's id");
  return id;
}

const randomText = (): string => globalThis.crypto.randomUUID();
