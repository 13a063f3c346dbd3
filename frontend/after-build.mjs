// After the build: the licence of the font stands beside it, and each text among the built files gets a brotli and a gzip
// twin, as small as they go, so that no server packs the same file again for every browser. Fonts are packed already.
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const FOLDER = new URL('../src/sangdam/static/dist/assets/', import.meta.url).pathname;
const TEXT = /\.(css|js|svg|txt)$/;
const WORTH = 0.9; // of the plain size

const brotli = (content) =>
  brotliCompressSync(content, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
  });
const gzip = (content) => gzipSync(content, { level: constants.Z_BEST_COMPRESSION });

copyFileSync(new URL('node_modules/pretendard/dist/LICENSE.txt', import.meta.url), join(FOLDER, 'Pretendard-LICENSE.txt'));

for (const name of readdirSync(FOLDER)) {
  if (!TEXT.test(name)) continue;
  const file = join(FOLDER, name);
  const content = readFileSync(file);
  for (const [ending, pack] of [['.br', brotli], ['.gz', gzip]]) {
    const packed = pack(content);
    if (packed.length < content.length * WORTH) writeFileSync(file + ending, packed);
    else rmSync(file + ending, { force: true });
  }
}
