import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { apacheConfiguration } from '../apache-configuration.ts';
import { PROGRAMS } from '../debian-programs.ts';
import { startServerProgram } from '../running-program.ts';
import { Browser } from './browser.ts';
import type { UserInfoForm } from './user-info-form.ts';

const MODULES = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc'];

export interface RelyingPartyOptions {
  /** The address of the authorization server's discovery document. */
  readonly discovery: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** PEM: what the UserInfo response is encrypted to, under the key ID `enc`. */
  readonly decryptionKey: string;
  /** The UserInfo response that it expects. */
  readonly form: UserInfoForm;
}

/** Apache's mod_auth_openidc as a relying party: it lets nobody in who has not signed in. */
export class ApacheRelyingParty {
  readonly #url: string;

  private constructor(address: string) {
    this.#url = `http://${address}`;
  }

  static async start(t: TestContext, options: RelyingPartyOptions): Promise<ApacheRelyingParty> {
    const { discovery, clientId, clientSecret, decryptionKey, form } = options;
    const program = { name: 'mod_auth_openidc', file: PROGRAMS.apache.file, args: ['-X', '-f'] };
    const address = await startServerProgram(t, program, (surroundings) => {
      const keyFile = path.join(surroundings.directory, 'key.pem');
      writeFileSync(keyFile, decryptionKey, { mode: 0o600 });
      const directives = {
        OIDCProviderMetadataURL: discovery,
        OIDCClientID: clientId,
        OIDCClientSecret: clientSecret,
        OIDCRedirectURI: `http://127.0.0.1:${surroundings.port}/callback`,
        OIDCCryptoPassphrase: 'of a test',
        OIDCPrivateKeyFiles: `enc#${keyFile}`,
        OIDCInfoHook: 'userinfo',
        OIDCUserInfoSignedResponseAlg: form.userinfo_signed_response_alg,
        OIDCUserInfoEncryptedResponseAlg: form.userinfo_encrypted_response_alg,
        OIDCUserInfoEncryptedResponseEnc: form.userinfo_encrypted_response_enc,
      };
      return apacheConfiguration(
        surroundings,
        MODULES,
        `${Object.entries(directives)
          .flatMap(([name, value]) => (value === undefined ? [] : `${name} "${value}"`))
          .join('\n')}
        <Location />
          AuthType openid-connect
          Require valid-user
        </Location>`,
      );
    });
    return new ApacheRelyingParty(address);
  }

  /** Signs in, and tells which claims it has accepted from the UserInfo endpoint, if any. */
  async signIn(): Promise<Readonly<Record<string, unknown>> | undefined> {
    const browser = new Browser();
    await browser.visit(`${this.#url}/`);
    const { status, body } = await browser.visit(`${this.#url}/callback?info=json`);
    if (status !== 200) throw new Error(`not signed in: ${status} ${body}`);
    return (JSON.parse(body) as { userinfo?: Record<string, unknown> }).userinfo;
  }
}
