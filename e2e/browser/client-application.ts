import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';

/** What a client can ask for, see {@link ClientApplication.start}. */
export interface StartedRequest {
  readonly url: string;
  /** Exchanges what came back, the address that the browser ended up with, for tokens. */
  finish(callback: string): Promise<openid.TokenEndpointResponse & openid.TokenEndpointResponseHelpers>;
}

/** An application of somebody else: pages of its own, and openid-client, which registers it at the authorization server. */
export class ClientApplication {
  readonly configuration: openid.Configuration;
  /** The origin. */
  readonly url: string;
  readonly #server: Server;

  private constructor(configuration: openid.Configuration, url: string, server: Server) {
    this.configuration = configuration;
    this.url = url;
    this.#server = server;
  }

  static async start(authorizationServer: string): Promise<ClientApplication> {
    const server = createServer((request, response) => {
      const heading = request.url?.startsWith('/callback') ? 'Back at Photo Album' : 'Photo Album';
      response.setHeader('Content-Type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><title>Photo Album</title><h1>${heading}</h1></html>`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const configuration = await openid.dynamicClientRegistration(
      new URL(authorizationServer),
      {
        client_name: 'Photo Album',
        redirect_uris: [`${url}/callback`],
        post_logout_redirect_uris: [`${url}/`],
      },
      undefined,
      { execute: [openid.allowInsecureRequests] },
    );
    return new ClientApplication(configuration, url, server);
  }

  /** Begins a sign-in: where to send the browser. */
  async start(parameters: Readonly<Record<string, string>> = {}): Promise<StartedRequest> {
    const verifier = openid.randomPKCECodeVerifier();
    const state = openid.randomState();
    const url = openid.buildAuthorizationUrl(this.configuration, {
      redirect_uri: `${this.url}/callback`,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...parameters,
    });
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    return {
      url: url.href,
      finish: (callback) => openid.authorizationCodeGrant(this.configuration, new URL(callback), checks),
    };
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
