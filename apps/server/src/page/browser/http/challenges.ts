/** One challenge of `WWW-Authenticate`. */
export interface Challenge {
  readonly scheme: string;
  /** By their names, in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = String.raw`[!#$%&'*+.^_\x60|~0-9A-Za-z-]+`;
const SCHEME = new RegExp(`^(${TOKEN})(?: +|(?=,|$))`);
const PARAMETER = new RegExp(String.raw`^(${TOKEN})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|(${TOKEN}))`);
const TOKEN68 = /^[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/;
const SEPARATORS = /^[ \t,]*/;

/**
 * Reads the challenges of a `WWW-Authenticate` value (RFC 9110, section 11.6.1): there may be several, and commas stand
 * between them as well as between the parameters of one. From what cannot be read on nothing is read.
 */
export function readChallenges(value: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  let rest = value.replace(SEPARATORS, '');
  while (rest !== '') {
    const parameter = PARAMETER.exec(rest);
    const current = challenges.at(-1);
    if (parameter !== null && current !== undefined) {
      const [text, name = '', quoted, bare = ''] = parameter;
      current.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/g, '$1') ?? bare;
      rest = rest.slice(text.length);
    } else {
      const scheme = SCHEME.exec(rest);
      if (scheme === null) break;
      challenges.push({ scheme: scheme[1] ?? '', parameters: {} });
      rest = rest.slice(scheme[0].length);
      if (PARAMETER.exec(rest) === null) rest = rest.replace(TOKEN68, '');
    }
    rest = rest.replace(SEPARATORS, '');
  }
  return challenges;
}
