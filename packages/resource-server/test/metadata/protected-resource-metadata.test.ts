import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  createProtectedResourceMetadata,
  type ProtectedResourceMetadataOptions,
} from '../../src/metadata/protected-resource-metadata.ts';

const resource = 'https://resource.example.com';

function documentOf(options: Partial<ProtectedResourceMetadataOptions>): Readonly<Record<string, unknown>> {
  return createProtectedResourceMetadata({ resource, ...options }).document;
}

test('RFC 9728, 3.1: the well-known path is put between host and path', () => {
  const cases: readonly [resource: string, metadataUrl: string][] = [
    [resource, `${resource}/.well-known/oauth-protected-resource`],
    [`${resource}/`, `${resource}/.well-known/oauth-protected-resource`],
    [`${resource}/resource1`, `${resource}/.well-known/oauth-protected-resource/resource1`],
    [`${resource}/api/time`, `${resource}/.well-known/oauth-protected-resource/api/time`],
    [`${resource}/api/`, `${resource}/.well-known/oauth-protected-resource/api/`],
    ['https://h.example:8443/a', 'https://h.example:8443/.well-known/oauth-protected-resource/a'],
    ['http://127.0.0.1:8001', 'http://127.0.0.1:8001/.well-known/oauth-protected-resource'],
  ];
  for (const [resource, metadataUrl] of cases) {
    const metadata = createProtectedResourceMetadata({ resource });
    assert.equal(metadata.metadataUrl, metadataUrl);
    assert.equal(metadata.path, new URL(metadataUrl).pathname);
  }
});

test('RFC 9728, 3.2: the example', () => {
  const { body } = createProtectedResourceMetadata({
    resource,
    authorizationServers: ['https://as1.example.com', 'https://as2.example.net'],
    bearerMethodsSupported: ['header', 'body'],
    scopesSupported: ['profile', 'email', 'phone'],
    resourceDocumentation: 'https://resource.example.com/resource_documentation.html',
  });
  assert.deepEqual(JSON.parse(body), {
    resource: 'https://resource.example.com',
    authorization_servers: ['https://as1.example.com', 'https://as2.example.net'],
    bearer_methods_supported: ['header', 'body'],
    scopes_supported: ['profile', 'email', 'phone'],
    resource_documentation: 'https://resource.example.com/resource_documentation.html',
  });
});

test('RFC 9728, 2: every member has its name', () => {
  assert.deepEqual(
    documentOf({
      authorizationServers: ['https://as.example.com/tenant'],
      jwksUri: `${resource}/jwks`,
      scopesSupported: ['read'],
      bearerMethodsSupported: ['header'],
      resourceSigningAlgValuesSupported: ['ES256', 'HS256'],
      resourceName: 'Orders',
      resourceDocumentation: `${resource}/docs`,
      resourcePolicyUri: `${resource}/policy`,
      resourceTosUri: `${resource}/terms`,
      tlsClientCertificateBoundAccessTokens: true,
      authorizationDetailsTypesSupported: ['payment_initiation'],
      dpopSigningAlgValuesSupported: ['ES256', 'Ed25519'],
      dpopBoundAccessTokensRequired: false,
    }),
    {
      resource,
      authorization_servers: ['https://as.example.com/tenant'],
      jwks_uri: `${resource}/jwks`,
      scopes_supported: ['read'],
      bearer_methods_supported: ['header'],
      resource_signing_alg_values_supported: ['ES256', 'HS256'],
      resource_name: 'Orders',
      resource_documentation: `${resource}/docs`,
      resource_policy_uri: `${resource}/policy`,
      resource_tos_uri: `${resource}/terms`,
      tls_client_certificate_bound_access_tokens: true,
      authorization_details_types_supported: ['payment_initiation'],
      dpop_signing_alg_values_supported: ['ES256', 'Ed25519'],
      dpop_bound_access_tokens_required: false,
    },
  );
});

test('RFC 9728, 2.1: texts for people come in several languages', () => {
  assert.deepEqual(
    documentOf({
      resourceName: { default: 'Orders', translations: { fr: 'Commandes', 'de-CH': 'Bestellungen' } },
      resourceTosUri: { default: `${resource}/terms`, translations: { fr: `${resource}/fr/conditions` } },
    }),
    {
      resource,
      resource_name: 'Orders',
      'resource_name#fr': 'Commandes',
      'resource_name#de-CH': 'Bestellungen',
      resource_tos_uri: `${resource}/terms`,
      'resource_tos_uri#fr': `${resource}/fr/conditions`,
    },
  );
});

test('RFC 9728, 3.2: members without values are left out; only the empty list of bearer methods means something', () => {
  const options = {
    authorizationServers: [],
    scopesSupported: [],
    bearerMethodsSupported: [],
    dpopSigningAlgValuesSupported: [],
    resourceName: undefined,
    jwksUri: undefined,
    dpopBoundAccessTokensRequired: undefined,
  };
  assert.deepEqual(documentOf(options), { resource, bearer_methods_supported: [] });
  assert.deepEqual(documentOf({}), { resource });
});

test('the document is a frozen copy', () => {
  const scopesSupported = ['read'];
  const { document, body } = createProtectedResourceMetadata({ resource, scopesSupported });
  scopesSupported.push('write');
  assert.deepEqual(document, { resource, scopes_supported: ['read'] });
  assert.equal(body, JSON.stringify(document));
  assert.ok(Object.isFrozen(document) && Object.isFrozen(document['scopes_supported']));
});

describe('a TypeError names the option', () => {
  const wrong: readonly [name: string, options: object][] = [
    ['resource', { resource: '' }],
    ['resource', { resource: 'resource.example.com' }],
    ['resource', { resource: '/api' }],
    ['resource', { resource: 'http://resource.example.com' }],
    ['resource', { resource: 'http://localhost.example.com' }],
    ['resource', { resource: 'urn:example:resource' }],
    ['resource', { resource: 'https://user:secret@resource.example.com' }],
    ['resource', { resource: `${resource}/#fragment` }],
    ['resource', { resource: `${resource}/api#` }],
    ['resource', { resource: `${resource}/api?version=1` }],
    ['resource', { resource: 'HTTPS://resource.example.com' }],
    ['resource', { resource: 'https://Resource.example.com' }],
    ['resource', { resource: 'https://resource.example.com:443' }],
    ['resource', { resource: `${resource}/a/../b` }],
    ['resource', { resource: ` ${resource}` }],
    ['resource', { resource: undefined }],
    ['authorizationServers', { authorizationServers: ['as.example.com'] }],
    ['authorizationServers', { authorizationServers: ['http://as.example.com'] }],
    ['authorizationServers', { authorizationServers: ['https://as.example.com?tenant=1'] }],
    ['authorizationServers', { authorizationServers: ['https://as.example.com#'] }],
    ['jwksUri', { jwksUri: 'http://resource.example.com/jwks' }],
    ['scopesSupported', { scopesSupported: ['read write'] }],
    ['scopesSupported', { scopesSupported: [''] }],
    ['scopesSupported', { scopesSupported: [1] }],
    ['bearerMethodsSupported', { bearerMethodsSupported: ['query'] }],
    ['bearerMethodsSupported', { bearerMethodsSupported: ['headers'] }],
    ['resourceSigningAlgValuesSupported', { resourceSigningAlgValuesSupported: ['none'] }],
    ['dpopSigningAlgValuesSupported', { dpopSigningAlgValuesSupported: ['none'] }],
    ['dpopSigningAlgValuesSupported', { dpopSigningAlgValuesSupported: ['ES256', 'HS256'] }],
    ['authorizationDetailsTypesSupported', { authorizationDetailsTypesSupported: [''] }],
    ['resourceName', { resourceName: '' }],
    ['resourceName', { resourceName: { default: 'Orders', translations: { 'f r': 'Commandes' } } }],
    ['resourceName#fr', { resourceName: { default: 'Orders', translations: { fr: '' } } }],
    ['resourceDocumentation', { resourceDocumentation: 'docs' }],
    ['resourcePolicyUri', { resourcePolicyUri: 'javascript:alert(1)' }],
    ['resourceTosUri#fr', { resourceTosUri: { default: resource, translations: { fr: 'terms' } } }],
  ];
  for (const [name, options] of wrong) {
    test(`${name}: ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => createProtectedResourceMetadata({ resource, ...options }),
        (error) => {
          assert.ok(error instanceof TypeError);
          assert.ok(error.message.startsWith(`${name}: `), error.message);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        },
      );
    });
  }
});
