/** One thing that is wrong with the configuration. It never holds a value, since that might be a secret. */
export interface AuthleteConfigurationProblem {
  /** The key in `authlete.ini` or `authlete.properties`; `undefined` where the file as a whole is concerned. */
  readonly key: string | undefined;
  /** The environment variable that can be set instead. */
  readonly variable: string | undefined;
  /** What is wrong and what to do. */
  readonly message: string;
}

/** The Authlete configuration cannot be used; all of its problems at once. */
export class AuthleteConfigurationError extends Error {
  override readonly name = 'AuthleteConfigurationError';
  readonly code = 'authlete_configuration';
  readonly problems: readonly AuthleteConfigurationProblem[];

  constructor(problems: readonly AuthleteConfigurationProblem[]) {
    const lines = problems.map(({ key, variable, message }) =>
      key === undefined || variable === undefined ? message : `${key} (${variable}): ${message}`,
    );
    super(`The Authlete configuration cannot be used: ${lines.join('; ')}`);
    this.problems = Object.freeze([...problems]);
  }
}
