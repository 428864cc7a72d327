import { describeTime } from './describe-time.ts';
import type { TokenFacts } from './introspection.ts';

/** One fact about a token, for a person. */
export interface Fact {
  readonly title: string;
  /** How RFC 7662 and its like call it. */
  readonly member: string;
  readonly value: string;
}

/** The facts about a token in plain words, in the order in which they matter; its expiry is another matter. */
export function describeFacts(facts: TokenFacts): readonly Fact[] {
  const described: readonly (readonly [string, string, string | undefined])[] = [
    ['For the user', 'sub', text(facts['sub']) ?? 'nobody: the client itself'],
    ['Issued to the client', 'client_id', text(facts['client_id'])],
    ['Scopes', 'scope', text(facts['scope']) ?? 'none'],
    ['How the user signed in', 'acr', text(facts['acr'])],
    ['When the user signed in', 'auth_time', time(facts['auth_time'])],
    ['Bound to', 'cnf', describeBinding(facts['cnf'])],
    ['Meant for', 'aud', describeAudience(facts['aud'])],
    ['Issued by', 'iss', text(facts['iss'])],
  ];
  return described.flatMap(([title, member, value]) =>
    value === undefined ? [] : [{ title, member, value }],
  );
}

function describeBinding(confirmation: unknown): string {
  const { jkt, 'x5t#S256': certificate } = (confirmation ?? {}) as Record<string, unknown>;
  const parts = [
    ...(typeof jkt === 'string' ? [`the key with the thumbprint ${jkt} (DPoP)`] : []),
    ...(typeof certificate === 'string' ? [`the certificate with the thumbprint ${certificate}`] : []),
  ];
  return parts.join(' and ') || 'nothing: who has it can use it';
}

function describeAudience(audience: unknown): string | undefined {
  return Array.isArray(audience) ? audience.map(String).join(', ') : text(audience);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function time(value: unknown): string | undefined {
  return typeof value === 'number' ? describeTime(value) : undefined;
}
