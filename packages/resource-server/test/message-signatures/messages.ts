import type { HeaderLines } from '../../src/resource-request.ts';
import { parseComponent } from '../../src/message-signatures/covered-component.ts';
import type {
  HttpExchange,
  RequestMessage,
  ResponseMessage,
} from '../../src/message-signatures/http-message.ts';
import {
  describeKey,
  type MessageSignatureKeyOptions,
} from '../../src/message-signatures/message-signature-key.ts';
import { createSignatureBase, writeComponentLine } from '../../src/message-signatures/signature-base.ts';

export type Fields = Readonly<Record<string, HeaderLines>>;

/** The `header` of a message with these fields, whose names are in lower case. */
export function headers(fields: Fields): (name: string) => HeaderLines {
  const map = new Map(Object.entries(fields));
  return (name) => map.get(name);
}

/** The message with some of its fields replaced. */
export function withFields<M extends RequestMessage | ResponseMessage>(message: M, fields: Fields): M {
  return { ...message, header: (name: string) => (name in fields ? fields[name] : message.header(name)) };
}

/** How a message is signed here: like a client that may do everything, also what our signer would not. */
export interface Signing {
  readonly key: MessageSignatureKeyOptions;
  readonly components: readonly string[];
  /** The parameters of the signature, as they are written. */
  readonly parameters: string;
  readonly label?: string;
}

/** The fields of a signature over the components as they stand in the exchange. */
export function signatureFields(
  exchange: HttpExchange,
  { key, components, parameters, label }: Signing,
): Fields {
  const described = describeKey(key);
  const lines = components.map((text) => writeComponentLine(parseComponent(text)!, exchange)!);
  const params = `(${components.join(' ')})${parameters}`;
  const base = Buffer.from(createSignatureBase(lines, params), 'latin1');
  const signature = described.scheme.sign(base, described.key).toString('base64');
  return {
    'signature-input': `${label ?? 'sig1'}=${params}`,
    signature: `${label ?? 'sig1'}=:${signature}:`,
  };
}
