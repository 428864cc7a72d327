import { randomBytes } from 'node:crypto';

import type { Client, ModelPayload, Provider } from 'oidc-provider';

import { isObject } from '../http/request-parameters.ts';
import type { ClientMetadata } from './client-metadata.ts';
import { nextClientId } from './next-client-id.ts';
import type { Store } from './store.ts';

/** The clients of the service. Their identifiers are numbers, as at Authlete. */
export class Clients {
  readonly #provider: Provider;
  readonly #store: Store;

  constructor(provider: Provider, store: Store) {
    this.#provider = provider;
    this.#store = store;
  }

  /**
   * Registers a client. What is missing gets a default: the next identifier, a secret if one is needed, and no
   * response types when there are no redirect URIs.
   *
   * @throws {TypeError} The engine does not accept the metadata, or an identifier is taken.
   */
  register(metadata: Readonly<Record<string, unknown>>): ClientMetadata {
    const clientId = metadata['client_id'] ?? nextClientId(this.#store);
    const alias = metadata['client_id_alias'];
    if (typeof clientId !== 'string' || !/^[1-9]\d{0,14}$/.test(clientId) || this.find(clientId)) {
      throw new TypeError('client_id must consist of 1 to 15 digits and be new');
    }
    if (
      alias !== undefined &&
      (typeof alias !== 'string' || !/^[\w.-]*[A-Za-z_.-][\w.-]*$/.test(alias) || this.find(alias))
    ) {
      throw new TypeError('client_id_alias must consist of letters, digits, ".", "_" and "-", and be new');
    }
    if (!['undefined', 'boolean'].includes(typeof metadata['rs_request_signed'])) {
      throw new TypeError('rs_request_signed must be a boolean');
    }
    return this.#put(clientId, metadata);
  }

  /**
   * Registers a client that is always there, with a number of its own, or brings the one that is there up to date; its
   * secret stays.
   */
  ensure(metadata: ClientMetadata): void {
    const secret = this.find(metadata.client_id)?.['client_secret'];
    this.#put(metadata.client_id, { ...(secret !== undefined && { client_secret: secret }), ...metadata });
  }

  #put(clientId: string, metadata: Readonly<Record<string, unknown>>): ClientMetadata {
    const complete: ModelPayload = {
      ...(metadata['redirect_uris'] === undefined && { response_types: [], grant_types: [] }),
      ...metadata,
      client_id: clientId,
    };
    if (complete['client_secret'] === undefined && this.#provider.Client.needsSecret(complete)) {
      // 64 characters: a key for HS512 must not be shorter (RFC 7518 section 3.2).
      complete['client_secret'] = randomBytes(48).toString('base64url');
    }
    // The engine signs whatever it encrypts; OpenID Connect Core 1.0 section 5.3.2 also has encryption alone.
    if (complete['userinfo_encrypted_response_alg'] && !complete['userinfo_signed_response_alg']) {
      complete['userinfo_signed_response_alg'] = 'RS256';
      complete['userinfo_response_unsigned'] = true;
    }
    const registered = { ...this.#validate(complete), client_id: clientId };
    this.#store.put('Client', clientId, registered, Infinity);
    return registered;
  }

  /** Finds a client by its number or by its alias. */
  find(identifier: string): ClientMetadata | undefined {
    const record = this.#store.get('Client', identifier);
    if (record) {
      return { ...record.payload, client_id: record.id };
    }
    for (const client of this.#store.list('Client')) {
      if (client.payload['client_id_alias'] === identifier) {
        return { ...client.payload, client_id: client.id };
      }
    }
    return undefined;
  }

  /** The engine's view of a client, which has its keys. */
  async load(clientId: string): Promise<Client | undefined> {
    return this.#provider.Client.find(clientId);
  }

  get size(): number {
    return [...this.#store.list('Client')].length;
  }

  #validate(metadata: ModelPayload): ModelPayload {
    try {
      return new this.#provider.Client(metadata).metadata();
    } catch (error) {
      const description = isObject(error) ? error['error_description'] : undefined;
      throw new TypeError(`client metadata: ${String(description ?? error)}`, { cause: error });
    }
  }
}
