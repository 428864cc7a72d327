import type { FastifyInstance, FastifyReply } from 'fastify';
import type { DocumentedPaths } from '../openapi/openapi-document.ts';
import { readBrowserFiles } from '../page/browser-files.ts';
import { renderPage } from '../page/page-document.ts';
import type { PageFacts } from '../page/page-facts.ts';
import { fileHeaders, pageHeaders } from '../page/page-headers.ts';
import { onlyMethods } from './method-not-allowed.ts';

const METHODS = ['GET', 'HEAD'];

/** The page where a newcomer tries everything, and the files that it is made of. No other file can be asked for. */
export function addPageRoutes(app: FastifyInstance, facts: PageFacts, paths: DocumentedPaths): void {
  const files = readBrowserFiles();
  const headers = pageHeaders(facts, files.importMap);
  // At the first request, when all routes are there.
  let page: string | undefined;
  app.get('/', async (_request, reply) => {
    page ??= renderPage(facts, files, paths);
    return answerText(reply.headers(headers), page);
  });
  onlyMethods(app, '/', METHODS);

  for (const [path, { contentType, read }] of files.byPath) {
    app.get(path, async (_request, reply) =>
      answerText(reply.headers(fileHeaders(contentType)), await read()),
    );
    onlyMethods(app, path, METHODS);
  }
}

function answerText(reply: FastifyReply, text: string): FastifyReply {
  return reply.serializer(String).send(text);
}
