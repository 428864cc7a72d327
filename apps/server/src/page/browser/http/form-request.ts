import type { SentRequest } from './exchange.ts';

/** A request with a form, as OAuth's endpoints take it. */
export function formRequest(url: string, parameters: Readonly<Record<string, string>>): SentRequest {
  return {
    method: 'POST',
    url,
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: new URLSearchParams(parameters).toString(),
  };
}
