// What anybody would write by hand to ask Authlete.
import { Pool } from 'undici';

const pool = new Pool(process.env['AUTHLETE_BASE_URL'] ?? '', { connections: 64 });
const headers = {
  Authorization: `Bearer ${process.env['AUTHLETE_SERVICE_ACCESSTOKEN']}`,
  'Content-Type': 'application/json',
};

export async function askAuthlete<Answer>(endpoint: string, question: object): Promise<Answer> {
  const { body } = await pool.request({
    path: `/api/10001${endpoint}`,
    method: 'POST',
    headers,
    body: JSON.stringify(question),
  });
  return (await body.json()) as Answer;
}

export async function isActive(token: string): Promise<boolean> {
  const { action } = await askAuthlete<{ action: string }>('/auth/introspection', { token });
  return action === 'OK';
}
