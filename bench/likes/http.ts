import { Agent, request } from 'node:http';
import type { Person, Turn } from './load.ts';

/** A like over HTTP as a client makes it, on connections that stay open. */
export function httpTurn(people: readonly Person[], port: number, atOnce: number): { turn: Turn; close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const turn: Turn = (person, contentId) =>
    new Promise((resolve, reject) => {
      const call = request(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: 'POST',
          path: `/api/content/media/${contentId}/like`,
          headers: { Authorization: `Bearer ${people[person]?.token}`, 'Content-Length': 0 },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', reject);
          response.on('end', () => {
            if (response.statusCode === 200 && text.includes('"likeCount":')) resolve();
            else reject(new Error(`HTTP ${response.statusCode}: ${text.slice(0, 200)}`));
          });
        },
      );
      call.on('error', reject);
      call.end();
    });
  return { turn, close: () => agent.destroy() };
}
