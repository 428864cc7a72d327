import { createHash, X509Certificate } from 'node:crypto';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { CommandLineIo } from '../command-line-io.ts';
import { UsageError } from '../usage-error.ts';
import { keyThumbprint } from './key-thumbprint.ts';
import { readOptionFile } from './read-option-file.ts';

/** What commander makes of the options. */
export interface BindingOptions {
  readonly dpopJkt?: string;
  readonly dpopKey?: string;
  readonly certificateThumbprint?: string;
  readonly certificate?: string;
}

/** What a token is bound to; with both, a request needs both. */
export interface TokenBinding {
  /** Of the DPoP key: `jkt` (RFC 9449, section 6). */
  readonly dpopKeyThumbprint: string | undefined;
  /** Of the client certificate: `x5t#S256` (RFC 8705, section 3.1). */
  readonly certificateThumbprint: string | undefined;
}

export function addBindingOptions(command: Command): void {
  const options = [
    new Option('--dpop-jkt <thumbprint>', 'to a DPoP key, by its thumbprint')
      .argParser(parseThumbprint)
      .conflicts('dpopKey'),
    new Option('--dpop-key <file>', 'to a DPoP key, private or public, in a JWK file'),
    new Option('--certificate-thumbprint <x5t>', 'to a client certificate, by its x5t#S256')
      .argParser(parseThumbprint)
      .conflicts('certificate'),
    new Option('--certificate <file>', 'to a client certificate in a PEM file'),
  ];
  for (const option of options) command.addOption(option.helpGroup('Binding:'));
}

/** @throws UsageError where a file cannot be read or holds something else */
export async function readTokenBinding(io: CommandLineIo, options: BindingOptions): Promise<TokenBinding> {
  const { dpopJkt, dpopKey, certificate } = options;
  return {
    dpopKeyThumbprint: dpopKey === undefined ? dpopJkt : await thumbprintOfKey(io, dpopKey),
    certificateThumbprint:
      certificate === undefined
        ? options.certificateThumbprint
        : await thumbprintOfCertificate(io, certificate),
  };
}

/** SHA-256 in base64url, in the one way in which these 32 octets are written. */
function parseThumbprint(text: string): string {
  const octets = Buffer.from(text, 'base64url');
  if (octets.length === 32 && octets.toString('base64url') === text) return text;
  throw new InvalidArgumentError('A SHA-256 in base64url is expected, 43 characters.');
}

async function thumbprintOfKey(io: CommandLineIo, file: string): Promise<string> {
  const text = await readOptionFile(io, '--dpop-key', file);
  const found = keyThumbprint(parseJson(text));
  if (found !== undefined) return found;
  throw new UsageError('The file of --dpop-key must hold one asymmetric key in JWK form, as JSON.');
}

async function thumbprintOfCertificate(io: CommandLineIo, file: string): Promise<string> {
  const text = await readOptionFile(io, '--certificate', file);
  try {
    return createHash('sha256').update(new X509Certificate(text).raw).digest('base64url');
  } catch {
    throw new UsageError('The file of --certificate must hold an X.509 certificate in PEM form.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
