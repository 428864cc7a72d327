import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';

import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

import { createLocalAuthlete } from '../src/index.ts';
import type { LocalAuthlete } from '../src/index.ts';
import { call, createToken } from './authlete-api.ts';

const DOCUMENT = fileURLToPath(new URL('../../../../shared/authlete-openapi.yaml', import.meta.url));
const skip = existsSync(DOCUMENT) ? false : `the OpenAPI document of Authlete is not at ${DOCUMENT}`;

interface Schema {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean;
}

/** Prepares the schemas: members that they do not name are mistakes, except the one that every answer has. */
function readSchemas(): Record<string, Schema> {
  const { components } = parse(readFileSync(DOCUMENT, 'utf8')) as {
    components: { schemas: Record<string, Schema> };
  };
  for (const schema of Object.values(components.schemas)) {
    if (schema.properties && schema.additionalProperties === undefined) {
      schema.additionalProperties = false;
      schema.properties['localAuthlete'] = { type: 'boolean' };
    }
  }
  // A slip of the document: on the wire, each element is an object with the member "array".
  const { properties = {} } = components.schemas['userinfo_response'] ?? {};
  properties['requestedVerifiedClaimsForTx'] = {
    type: 'array',
    items: { type: 'object', properties: { array: { type: 'array', items: { type: 'string' } } } },
  };
  return components.schemas;
}

describe('the answers conform to the OpenAPI document of Authlete', { skip }, () => {
  let local: LocalAuthlete;
  let ajv: Ajv;

  before(async () => {
    local = await createLocalAuthlete({ port: 0 });
    ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema({ $id: 'authlete', components: { schemas: readSchemas() } });
  });
  after(async () => local.close());

  function conforms(schema: string, body: object): void {
    const validate = ajv.getSchema(`authlete#/components/schemas/${schema}`);
    assert.ok(validate, schema);
    assert.equal(validate(body), true, `${schema}: ${ajv.errorsText(validate.errors)}`);
  }

  const everything = {
    scopes: ['openid', 'email', 'time.read'],
    properties: [{ key: 'a', value: 'b', hidden: true }],
    authorizationDetails: { elements: [{ type: 'x', dataTypes: ['y'], otherFields: '{"z":1}' }] },
    resources: ['https://api.example/'],
    acr: 'gold',
    authTime: 1,
    sessionId: 's',
    certificateThumbprint: 'x',
  };

  it('/auth/introspection', async () => {
    const token = await createToken(local, { ...everything, certificateThumbprint: undefined });
    for (const request of [
      { token },
      { token, dpopNonceRequired: true },
      { token: 'unknown' },
      { token: '' },
      { token, subject: 'x' },
      { token: await createToken(local, { dpopKeyThumbprint: 'x' }) },
      { token: await createToken(local, everything) },
    ]) {
      conforms('introspection_response', (await call(local, '/auth/introspection', request)).body);
    }
  });

  it('/auth/introspection/standard', async () => {
    const token = await createToken(local);
    for (const request of [{ parameters: `token=${token}` }, { parameters: '' }, { parameters: null }]) {
      const { body } = await call(local, '/auth/introspection/standard', request);
      conforms('standard_introspection_response', body);
    }
  });

  it('/auth/userinfo and /auth/userinfo/issue', async () => {
    const token = await createToken(local, { ...everything, certificateThumbprint: undefined });
    await call(local, '/local/tokens/claims', {
      accessToken: token,
      claims: {
        userinfo: {
          name: null,
          '::18_or_over': null,
          ':town': null,
          verified_claims: { verification: { trust_framework: null }, claims: { '::18_or_over': null } },
        },
        transformed_claims: { town: { claim: 'address', fn: [['get', 'locality']] } },
      },
      consentedClaims: ['name'],
    });
    const values = {
      claims: '{"verified_claims":{"verification":{"trust_framework":"x"},"claims":{}}}',
      claimsForTx: '{"birthdate":"1970-01-23"}',
      verifiedClaimsForTx: ['{"birthdate":"1970-01-23"}'],
    };
    conforms('userinfo_issue_request', { token, sub: 'x', ...values });
    for (const request of [{ token }, { token: 'unknown' }, { token, dpopNonceRequired: true }]) {
      conforms('userinfo_response', (await call(local, '/auth/userinfo', request)).body);
      const answer = await call(local, '/auth/userinfo/issue', { ...request, ...values });
      conforms('userinfo_issue_response', answer.body);
    }
    local.properties.change({ rsResponseSigned: true });
    const signed = await call(local, '/auth/userinfo/issue', { token, requestSignature: 'a=:AAAA:' });
    assert.equal(typeof signed.body.signatureInput, 'string');
    conforms('userinfo_issue_response', signed.body);
  });

  it('/auth/token/create, update, revoke and list', async () => {
    const request = { grantType: 'AUTHORIZATION_CODE', clientIdentifier: 'demo', subject: 'john' };
    const { body } = await call(local, '/auth/token/create', { ...request, ...everything });
    conforms('token_create_response', body);
    conforms('token_create_response', (await call(local, '/auth/token/create', { grantType: 'X' })).body);
    for (const accessToken of [body.accessToken, 'unknown', undefined]) {
      const update = { accessToken, accessTokenExpiresAt: body.expiresAt, properties: everything.properties };
      conforms('token_update_response', (await call(local, '/auth/token/update', update)).body);
    }
    for (const query of ['', '?clientIdentifier=demo&subject=john']) {
      conforms('token_get_list_response', (await call(local, `/auth/token/get/list${query}`)).body);
    }
    conforms('token_revoke_response', (await call(local, '/auth/token/revoke', { subject: 'john' })).body);
  });

  it('/service/jwks/get, and errors', async () => {
    conforms('service_jwks_get_response', (await call(local, '/service/jwks/get')).body);
    conforms('result', (await call(local, '/nothing')).body);
  });
});
