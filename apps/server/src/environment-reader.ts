/** One thing that is wrong with the configuration, and how to mend it. */
export interface ConfigurationProblem {
  /** The setting, as the operator wrote it or would write it. */
  readonly setting: string;
  readonly message: string;
}

/** Reads settings from the environment and collects all that is wrong with them. An empty variable is as good as none. */
export class EnvironmentReader {
  readonly problems: ConfigurationProblem[] = [];
  readonly #environment: Readonly<Record<string, string | undefined>>;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  text(setting: string): string | undefined {
    return this.#environment[setting]?.trim() || undefined;
  }

  /** Entries between commas, without the blanks around them. */
  list(setting: string): readonly string[] {
    const entries = this.text(setting)?.split(',') ?? [];
    return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
  }

  wholeNumber(setting: string, fallback: number, least: number, most: number): number {
    const text = this.text(setting);
    if (text === undefined) return fallback;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      this.report(setting, `a whole number from ${least} to ${most} is expected`);
    }
    return value;
  }

  oneOf<Value extends string>(setting: string, allowed: readonly Value[], fallback: Value): Value {
    const text = this.text(setting)?.toLowerCase();
    if (text === undefined) return fallback;
    const value = allowed.find((one) => one === text);
    if (value === undefined) this.report(setting, `one of ${allowed.join(', ')} is expected`);
    return value ?? fallback;
  }

  /** What `read` makes of the setting; its `TypeError` is a problem with the setting. */
  checked<Value>(setting: string, read: () => Value): Value | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.report(setting, error.message);
      return undefined;
    }
  }

  report(setting: string, message: string): void {
    this.problems.push({ setting, message });
  }
}
