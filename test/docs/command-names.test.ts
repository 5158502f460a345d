import assert from 'node:assert/strict';
import { Command } from 'commander';
import { addCommands } from '../../src/cli/commands.ts';
import { fencesIn, markdownFiles, proseOf, readMarkdown, tableRows } from './markdown-files.ts';

const silent = { write: () => true };
const program = new Command('rollcall');
addCommands(program, { stdout: silent, stderr: silent, env: {}, cwd: '/' }, () => undefined);

/** Every command that does something, by its whole name. */
const commands = new Map(commandsBelow(program, ''));

function commandsBelow(parent: Command, prefix: string): [string, Command][] {
  return parent.commands.flatMap((command): [string, Command][] => {
    const name = `${prefix}${command.name()}`;
    return command.commands.length === 0 ? [[name, command]] : commandsBelow(command, `${name} `);
  });
}

interface Typed {
  where: string;
  /** What stands behind `rollcall`. */
  words: string[];
}

/** Every line in the pages that shows how `rollcall` is called. */
function typedCommands(): Typed[] {
  return markdownFiles().flatMap(({ path, text }) => {
    const inline = proseOf(text).flatMap((line) =>
      [...line.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
    );
    const shell = fencesIn(text).flatMap(({ info, body }) => (info === 'sh' ? body.split('\n') : []));
    return [...inline, ...shell].flatMap((code) => {
      const [, rest] = /^\s*(?:npx )?rollcall (.+)$/.exec(code) ?? [];
      return rest === undefined ? [] : [{ where: `${path}: ${code}`, words: rest.split(/\s+/) }];
    });
  });
}

describe('the commands in the documentation', () => {
  it('are ones that there are, with options that they have', () => {
    const typed = typedCommands();
    assert.ok(typed.length > 25);
    for (const { where, words } of typed) {
      const command = [1, 2, 3]
        .map((length) => commands.get(words.slice(0, length).join(' ')))
        .find((found) => found !== undefined);
      assert.ok(command, where);
      const known = command.options.map(({ long }) => long);
      for (const option of words.filter((word) => word.startsWith('--'))) {
        assert.ok(known.includes(option), `${where}: ${option}`);
      }
    }
  });

  it('are all in the table of the README', () => {
    const rows = tableRows(readMarkdown('README.md').text, 'Command');
    const named = rows.map(([cell = '']) => cell.replace(/^`rollcall ([a-z -]*[a-z]).*$/, '$1'));
    assert.deepEqual(named.sort(), [...commands.keys()].sort());
  });
});
