import assert from 'node:assert/strict';
import { readFile } from '../../../src/sources/import/read-file.ts';
import type { FileItem, ImportFormat } from '../../../src/sources/import/record.ts';

async function read(format: ImportFormat, content: string | Uint8Array, pieces = 7): Promise<FileItem[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const items: FileItem[] = [];
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieces) {
      yield await Promise.resolve(bytes.subarray(at, at + pieces));
    }
  };
  for await (const item of readFile(format, chunks())) items.push(item);
  return items;
}

/** Line and cells of each record, and the reason of each line that is none. */
async function seen(format: ImportFormat, content: string | Uint8Array, pieces?: number) {
  return (await read(format, content, pieces)).flatMap((item) =>
    item.kind === 'record'
      ? [[item.line, ...item.fields.values()]]
      : item.kind === 'unreadable'
        ? [[item.line, item.reason]]
        : [],
  );
}

describe('reading a file', () => {
  it('reads quotes, line breaks and delimiters inside of them, however it arrives', async () => {
    const content = 'id,name\r\n1,"Love""lace, Ada\nKing"\r\n\r\n2,Émilie\r\n';
    for (const pieces of [1, 3, 1_000]) {
      assert.deepEqual(await seen('csv', content, pieces), [
        [2, '1', 'Love"lace, Ada\nKing'],
        [5, '2', 'Émilie'],
      ]);
    }
  });

  it('finds the delimiter, and tells lines of another width', async () => {
    for (const delimiter of [';', '\t', '|']) {
      const content = ['id', 'name'].join(delimiter) + '\n' + ['1', 'a,b'].join(delimiter) + '\n2\n';
      const [first, second] = await seen('csv', content);
      assert.deepEqual(first, [2, '1', 'a,b']);
      assert.match(String(second?.[1]), /1 fields/);
    }
  });

  it('reads UTF-8 and UTF-16 by their marks, and refuses what is neither', async () => {
    const content = 'id,name\n1,Zoë\n';
    const le = Buffer.from(`\uFEFF${content}`, 'utf16le');
    const be = Buffer.from(le).swap16();
    for (const bytes of [Buffer.from(`\uFEFF${content}`), le, be]) {
      const items = await read('csv', bytes);
      assert.deepEqual(items[0], { kind: 'columns', names: ['id', 'name'] });
      assert.deepEqual(items[1]?.kind === 'record' && items[1].fields.get('name'), 'Zoë');
    }
    await assert.rejects(read('csv', Buffer.from(content, 'latin1')), /not UTF-8/);
    await assert.rejects(read('csv', Buffer.from(content, 'utf16le')), /without a byte order mark/);
  });

  it('goes on after quotes that are not in order, and stops where one is never closed', async () => {
    const lines = await seen('csv', 'id,name\n1,"A"da\n2,5" pipe\n3,Bo\n');
    assert.deepEqual(lines, [
      [2, 'its quotes are not in order'],
      [3, '2', '5" pipe'],
      [4, '3', 'Bo'],
    ]);
    await assert.rejects(read('csv', 'id,name\n1,"Ada\n2,Bo\n'), /never closed/);
    await assert.rejects(read('csv', `id,name\n1,"${'x'.repeat(2_000_000)}`, 65_536), /longer than/);
  });

  it('refuses two columns of one name, and takes a name that could reach a prototype for a name', async () => {
    await assert.rejects(read('csv', 'id,id\n1,2\n'), /Two columns/);
    assert.deepEqual(await seen('csv', 'id,__proto__\n1,x\n'), [[2, '1', 'x']]);
    assert.equal(({} as Record<string, unknown>)['x'], undefined);
  });

  it('reads an object in each line, and tells the lines that hold none', async () => {
    const long = `{"id":"${'x'.repeat(10_000_000)}"}`;
    const content = `{"id":"1","__proto__":{"id":"9"}}\n\nnonsense\n[1]\n${long}\n{"id":"2"}`;
    const lines = await seen('ndjson', content, 65_536);
    assert.deepEqual(lines[0], [1, '1']);
    assert.deepEqual(
      lines.map(([line]) => line),
      [1, 3, 4, 5, 6],
    );
    assert.match(String(lines[3]?.[1]), /longer/);
    assert.deepEqual(lines[4], [6, '2']);
  });

  it('reads a ListResponse resource by resource, and a list, and tells what the source has', async () => {
    const list = '{"schemas":["x"],"totalResults":5,"Resources":[{"id":"1"},7,{"id":"2"}]}';
    assert.deepEqual(
      (await read('scim', list)).map(({ kind }) => kind),
      ['total', 'record', 'unreadable', 'record'],
    );
    assert.deepEqual(await seen('scim', '[{"id":"1"}]'), [[1, '1']]);
    await assert.rejects(read('scim', '{"Resources":[{"id":"1"},'), /ends too early/);
    await assert.rejects(read('scim', '{"Resources":[{"id":}]}'), /no valid JSON/);
  });
});
