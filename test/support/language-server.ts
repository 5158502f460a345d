import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The real YAML language server, as an editor drives it, over stdio. */
export interface LanguageServer {
  /** Opens a document as an editor does, and waits for what the server says is wrong with it. */
  open(path: string, text: string): Promise<ServerDiagnostic[]>;
  /** Changes the whole text of an open document. */
  change(path: string, text: string): Promise<ServerDiagnostic[]>;
  /** What is offered at a place; lines and characters from 0. */
  complete(path: string, at: Place): Promise<Completion[]>;
  /** What is shown beside a place, as Markdown. */
  hover(path: string, at: Place): Promise<string>;
  /** Hosts that it tried to reach. */
  reached(): string[];
  stop(): Promise<void>;
}

export interface Place {
  line: number;
  character: number;
}

export interface Completion {
  label: string;
  documentation: string;
}

export interface ServerDiagnostic {
  message: string;
  line: number;
  severity: number;
}

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
}

/** What tells of every connection that is tried, so that a test sees it, and lets none through. */
const NO_NETWORK = `
import net from 'node:net';
net.Socket.prototype.connect = function (...args) {
  process.stderr.write('REACHED ' + JSON.stringify(args[0]) + '\\n');
  this.destroy(new Error('There is no network here.'));
  return this;
};`;

const SETTINGS: Record<string, unknown> = { yaml: { schemaStore: { enable: false } } };

export async function startLanguageServer(): Promise<LanguageServer> {
  const home = dirname(fileURLToPath(import.meta.resolve('yaml-language-server/package.json')));
  const preload = `data:text/javascript,${encodeURIComponent(NO_NETWORK)}`;
  const server = spawn(
    process.execPath,
    ['--import', preload, join(home, 'bin/yaml-language-server'), '--stdio'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let errors = '';
  server.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<void>((resolve) => server.on('exit', () => resolve()));

  const answers = new Map<number, (message: Message) => void>();
  const waiting = new Map<string, (found: ServerDiagnostic[]) => void>();
  let nextId = 1;
  let version = 1;

  function send(message: Message): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  async function request(method: string, params: unknown): Promise<unknown> {
    const id = nextId++;
    const { result, error } = await new Promise<Message>((resolve) => {
      answers.set(id, resolve);
      send({ id, method, params });
    });
    assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
    return result;
  }

  function receive(message: Message): void {
    const { id, method } = message;
    if (method === undefined) {
      answers.get(Number(id))?.(message);
    } else if (id !== undefined) {
      // The server asks for its settings, and to be told of changes, which an answer of null allows.
      const { items = [] } = (message.params ?? {}) as { items?: { section?: string }[] };
      const isSettings = method === 'workspace/configuration';
      const settings = items.map(({ section }) => SETTINGS[section ?? ''] ?? null);
      send({ id, result: isSettings ? settings : null });
    } else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = message.params as PublishedDiagnostics;
      waiting.get(uri)?.(diagnostics.map(({ range, ...said }) => ({ ...said, line: range.start.line })));
    }
  }

  let unread = Buffer.alloc(0);
  server.stdout.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const end = unread.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(unread.toString('latin1', 0, end))?.[1]);
      if (unread.length < end + 4 + length) return;
      const body = unread.toString('utf8', end + 4, end + 4 + length);
      unread = unread.subarray(end + 4 + length);
      receive(JSON.parse(body) as Message);
    }
  });

  await request('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      workspace: { configuration: true },
      textDocument: {
        completion: {
          completionItem: { documentationFormat: ['markdown', 'plaintext'], snippetSupport: true },
        },
        hover: { contentFormat: ['markdown'] },
        publishDiagnostics: {},
      },
    },
  });
  send({ method: 'initialized', params: {} });

  const uriOf = (path: string): string => pathToFileURL(path).href;
  const diagnosticsAfter = (path: string, method: string, params: unknown): Promise<ServerDiagnostic[]> =>
    new Promise((resolve) => {
      waiting.set(uriOf(path), resolve);
      send({ method, params });
    });
  return {
    open: (path, text) =>
      diagnosticsAfter(path, 'textDocument/didOpen', {
        textDocument: { uri: uriOf(path), languageId: 'yaml', version: version++, text },
      }),
    change: (path, text) =>
      diagnosticsAfter(path, 'textDocument/didChange', {
        textDocument: { uri: uriOf(path), version: version++ },
        contentChanges: [{ text }],
      }),
    async complete(path, position) {
      const result = await request('textDocument/completion', {
        textDocument: { uri: uriOf(path) },
        position,
      });
      const { items } = result as { items: { label: string; documentation?: string | { value: string } }[] };
      return items.map(({ label, documentation }) => ({
        label,
        documentation: typeof documentation === 'object' ? documentation.value : (documentation ?? ''),
      }));
    },
    async hover(path, position) {
      const result = await request('textDocument/hover', { textDocument: { uri: uriOf(path) }, position });
      return (result as { contents: { value: string } } | null)?.contents.value ?? '';
    },
    reached: () => errors.split('\n').filter((line) => line.startsWith('REACHED')),
    async stop() {
      await request('shutdown', null);
      send({ method: 'exit' });
      await ended;
    },
  };
}

interface PublishedDiagnostics {
  uri: string;
  diagnostics: { message: string; severity: number; range: { start: Place } }[];
}
