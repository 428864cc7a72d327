import { jsonAnswer } from './answer.ts';
import type { Answer } from './answer.ts';

/** A request that is answered with another HTTP status than 200, because of the caller and not of a token. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly resultCode: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    resultCode: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.resultCode = resultCode;
    this.headers = headers;
  }

  toAnswer(): Answer {
    return jsonAnswer(
      { resultCode: this.resultCode, resultMessage: `[${this.resultCode}] ${this.message}` },
      this.status,
      this.headers,
    );
  }
}
