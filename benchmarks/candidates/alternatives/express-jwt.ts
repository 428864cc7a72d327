// Express with express-oauth2-jwt-bearer, which verifies JWTs by itself and asks nobody whether they were revoked.
import express from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import { JWT_AUDIENCE, JWT_ISSUER } from '../../load/jwt-access-token.ts';
import { reportTo, urlOf } from '../../processes/reporting.ts';
import { answerTime, NO_STORE } from '../answer-time.ts';

const checkJwt = auth({
  issuer: JWT_ISSUER,
  audience: JWT_AUDIENCE,
  jwksUri: `${process.env['AUTHLETE_BASE_URL']}/jwks`,
});

const app = express();
app.get('/api/time', checkJwt, (_request, response) => answerTime(response, NO_STORE));
const server = app.listen(0, '127.0.0.1', () => reportTo(process, urlOf(server)));
