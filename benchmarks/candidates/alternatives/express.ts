// Express with an introspection written by hand, as tutorials show it.
import express from 'express';
import type { NextFunction, Request, Response } from 'express';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { answerTime, NO_STORE } from '../answer-time.ts';

const { AUTHLETE_BASE_URL, AUTHLETE_SERVICE_ACCESSTOKEN } = process.env;

async function introspect(request: Request, response: Response, next: NextFunction): Promise<void> {
  const [scheme, token] = request.get('authorization')?.split(' ') ?? [];
  const asked = await fetch(`${AUTHLETE_BASE_URL}/api/10001/auth/introspection`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${AUTHLETE_SERVICE_ACCESSTOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { action } = (await asked.json()) as { action: string };
  if (scheme === 'Bearer' && action === 'OK') next();
  else response.status(401).set('WWW-Authenticate', 'Bearer error="invalid_token"').end();
}

const app = express();
app.get('/api/time', introspect, (_request, response) => answerTime(response, NO_STORE));
const server = app.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
