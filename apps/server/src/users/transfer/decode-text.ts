import { ImportFileError } from './import-file-error.ts';

/**
 * Decodes UTF-8, without the byte order mark that some programs put in front.
 *
 * @throws ImportFileError for what is not UTF-8
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ImportFileError('The file is not UTF-8: save it in that encoding.', { cause: error });
  }
}
