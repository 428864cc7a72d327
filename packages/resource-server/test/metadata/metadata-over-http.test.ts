import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import {
  allowInsecureRequests,
  processResourceDiscoveryResponse,
  type ResourceServer,
  resourceDiscoveryRequest,
} from 'oauth4webapi';
import {
  createProtectedResourceMetadata,
  type ProtectedResourceMetadata,
} from '../../src/metadata/protected-resource-metadata.ts';

let server: Server;
let origin: string;
let resources: readonly ProtectedResourceMetadata[];

before(async () => {
  server = createServer((request, response) => {
    const metadata = resources.find(({ path }) => path === request.url);
    if (metadata === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': 'application/json' }).end(metadata.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  resources = ['', '/api/time', '/api/userinfo', '/orders/'].map((path) =>
    createProtectedResourceMetadata({
      resource: origin + path,
      authorizationServers: ['https://as.example.com'],
      resourceName: path === '' ? 'everything' : path,
      dpopSigningAlgValuesSupported: ['ES256'],
    }),
  );
});

after(() => server.close());

/** What an independent client makes of the metadata of a resource; it compares the identifier (RFC 9728, section 3.3). */
async function discover(resource: string, asked = resource): Promise<ResourceServer> {
  const response = await resourceDiscoveryRequest(new URL(asked), { [allowInsecureRequests]: true });
  return processResourceDiscoveryResponse(new URL(resource), response);
}

test('RFC 9728, 3: several resources of one host have each their own metadata', async () => {
  for (const { resource, document } of resources) {
    const discovered = await discover(resource);
    assert.deepEqual({ ...discovered }, document);
    assert.equal(discovered.resource, resource);
  }
});

test('RFC 9728, 3.3: a client refuses the metadata of one resource for another', async () => {
  await assert.rejects(discover(`${origin}/api/userinfo`, `${origin}/api/time`));
  await assert.rejects(discover(`${origin}/orders`, `${origin}/orders/`));
});

test('RFC 9728, 5.1: the metadata is found at the URL that a challenge names', async () => {
  for (const { metadataUrl, document } of resources) {
    const response = await fetch(metadataUrl);
    assert.deepEqual(await response.json(), document);
  }
});
