/**
 * Parses a challenge as a client would, quoted strings included (RFC 9110 section 11.6.1).
 *
 * @returns The scheme under `scheme`, and the parameters.
 */
export function parseChallenge(challenge: string): Record<string, string> {
  const [, scheme, rest] = /^(\S+) (.+)$/.exec(challenge) ?? [];
  if (!scheme || !rest) {
    throw new Error(`not a challenge: ${challenge}`);
  }
  const parameters: Record<string, string> = { scheme };
  const parameter = /([\w-]+)="((?:[^"\\]|\\.)*)"(?:,|$)/gy;
  let end = 0;
  for (const match of rest.matchAll(parameter)) {
    parameters[match[1]!] = match[2]!.replaceAll(/\\(.)/g, '$1');
    end = match.index + match[0].length;
  }
  if (end !== rest.length) {
    throw new Error(`not a list of quoted parameters: ${rest.slice(end)}`);
  }
  return parameters;
}
