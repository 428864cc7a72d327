import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readForwardedNode } from '../../src/trust-boundary/forwarded-node.ts';
import { readAddress } from '../../src/trust-boundary/ip-address.ts';
import { createTrustedProxies } from '../../src/trust-boundary/trusted-proxies.ts';

function isTrusted(list: readonly string[], address: string): boolean {
  const read = readAddress(address);
  return read !== undefined && createTrustedProxies(list)(read);
}

test('an address is trusted when it or its range is listed', () => {
  const cases: readonly [entry: string, inside: readonly string[], outside: readonly string[]][] = [
    ['192.0.2.1', ['192.0.2.1', '::ffff:192.0.2.1', '::FFFF:192.0.2.1'], ['192.0.2.2', '::192.0.2.1', '::1']],
    ['10.0.0.0/8', ['10.0.0.0', '10.255.255.255', '::ffff:10.1.2.3'], ['11.0.0.0', '9.255.255.255', '::']],
    ['192.0.2.128/25', ['192.0.2.128', '192.0.2.255'], ['192.0.2.127']],
    ['2001:db8::/32', ['2001:db8::1', '2001:DB8:0:0::1'], ['2001:db9::1', '32.1.13.184']],
    ['2001:db8::1', ['2001:db8::1', '2001:0db8:0:0:0:0:0:1'], ['2001:db8::2']],
    ['::ffff:10.0.0.0/104', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.1']],
    ['fe80::/10', ['fe80::1%eth0', 'fe80::1'], ['fec0::1']],
    ['loopback', ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'], ['128.0.0.1', '::2']],
    ['0.0.0.0/0', ['192.0.2.1', '::ffff:192.0.2.1'], ['2001:db8::1']],
  ];
  for (const [entry, inside, outside] of cases) {
    for (const address of inside) assert.ok(isTrusted([entry], address), `${address} is in ${entry}`);
    for (const address of outside) assert.ok(!isTrusted([entry], address), `${address} is not in ${entry}`);
  }
});

test('nobody is trusted by an empty list, and several entries add up', () => {
  assert.ok(!isTrusted([], '127.0.0.1'));
  assert.ok(isTrusted(['192.0.2.1', 'loopback'], '127.0.0.1'));
  assert.ok(isTrusted(['192.0.2.1', 'loopback'], '192.0.2.1'));
});

test('an entry that is no address and no range is a TypeError that shows it', () => {
  for (const entry of [
    '',
    'localhost',
    'proxy.example',
    '10.0.0',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '::1/129',
    '[::1]',
    'fe80::1%eth0',
    ' 10.0.0.1',
    '10.0.0.1,10.0.0.2',
    '*',
  ]) {
    assert.throws(() => createTrustedProxies([entry]), {
      name: 'TypeError',
      message: new RegExp(
        `^trustedProxies: ${JSON.stringify(entry).replaceAll(/[[\]*.+]/g, String.raw`\$&`)} is`,
      ),
    });
  }
});

test('what is no address is none', () => {
  for (const text of [
    undefined,
    '',
    'unknown',
    '1.2.3',
    '01.2.3.4',
    '1.2.3.4:80',
    '[::1]',
    '::1::',
    ' ::1',
  ]) {
    assert.equal(readAddress(text), undefined, text);
  }
});

test('RFC 7239, 6: the address of a node, with or without a port', () => {
  const nodes = {
    '192.0.2.43': '192.0.2.43',
    '192.0.2.43:47011': '192.0.2.43',
    '192.0.2.43:_port': '192.0.2.43',
    '[2001:db8:cafe::17]': '2001:db8:cafe::17',
    '[2001:db8:cafe::17]:47011': '2001:db8:cafe::17',
    '2001:db8:cafe::17': '2001:db8:cafe::17',
    '[::ffff:192.0.2.43]': '192.0.2.43',
  };
  for (const [node, address] of Object.entries(nodes)) assert.equal(readForwardedNode(node), address);
});

test('RFC 7239, 6.2 and 6.3: unknown and obfuscated nodes, and what is none, have no address', () => {
  for (const node of [
    'unknown',
    '_gazonk',
    '_hidden:80',
    '',
    '[2001:db8::1',
    '[192.0.2.1',
    '192.0.2.1:',
    '192.0.2.1:123456',
    '192.0.2.1:80:80',
    '192.0.2.999',
    '[::1]x',
    'example.com',
  ]) {
    assert.equal(readForwardedNode(node), undefined, node);
  }
});
