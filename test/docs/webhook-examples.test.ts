import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import schema from '../../schemas/webhook-messages.schema.json' with { type: 'json' };
import { messageTypes } from '../../src/domain/outbox-message.ts';
import { retryDelaysMs } from '../../src/outbound/webhooks/retry-schedule.ts';
import { fencesIn, readMarkdown, tableRows } from './markdown-files.ts';

interface Example {
  type: string;
  timestamp?: string;
  data: Record<string, unknown>;
}

const { text } = readMarkdown('docs/webhooks.md');
const [whole, ...parts] = fencesIn(text)
  .filter(({ info }) => info === 'json')
  .map(({ body }) => JSON.parse(body) as Example);

describe('the page about webhooks', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it('has an example of each type that the schema allows', () => {
    assert.ok(whole);
    assert.ok(validate(whole), ajv.errorsText(validate.errors));
    for (const part of parts) {
      const { type, timestamp } = part;
      const data = timestamp === undefined ? { ...whole.data, action: type, ...part.data } : part.data;
      const message = { type, timestamp: timestamp ?? whole.timestamp, data };
      assert.ok(validate(message), `${type}: ${ajv.errorsText(validate.errors)}`);
    }
    const shown = new Set([whole, ...parts].map(({ type }) => type));
    const elsewhere = (type: string) => type === 'notification.sent' || type.startsWith('directory.');
    assert.deepEqual(
      messageTypes.filter((type) => !shown.has(type) && !elsewhere(type)),
      [],
    );
    assert.deepEqual(
      messageTypes.filter((type) => !text.includes(type)),
      [],
    );
  });

  it('has the schedule of the code', () => {
    const unit = { second: 1_000, minute: 60_000, hour: 3_600_000 };
    const waits = tableRows(text, 'Attempt').map(([, wait = '']) => {
      const [, count = '', name = ''] = /^(\d+) (second|minute|hour)s?$/.exec(wait) ?? [];
      return Number(count) * unit[name as keyof typeof unit];
    });
    assert.deepEqual(waits.slice(0, -1), retryDelaysMs.slice(0, -1));
    assert.equal(waits.length, retryDelaysMs.length);
  });
});
