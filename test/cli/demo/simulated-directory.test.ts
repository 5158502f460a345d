import assert from 'node:assert/strict';
import {
  createSimulatedDirectory,
  type SimulatedDirectory,
} from '../../../src/cli/demo/simulated-directory.ts';
import { signWebhook } from '../../../src/cli/demo/sign-webhook.ts';
import type { WorkosEvent } from '../../../src/cli/demo/workos-payload.ts';
import { normalizeWorkosEvent } from '../../../src/sources/workos/normalize.ts';
import { verifySignature } from '../../../src/sources/workos/verify-signature.ts';

const STARTS = new Date('2026-03-01T08:00:00.000Z');
const RECEIVED = new Date('2026-03-01T20:00:00.000Z');
const ADA = {
  email: 'ada@acme.example',
  firstName: 'Ada',
  lastName: 'Lovelace',
  attributes: { department_name: 'engineering', job_title: 'Analyst' },
};

const open = (changes: Partial<Parameters<typeof createSimulatedDirectory>[0]> = {}) =>
  createSimulatedDirectory({ seed: 1, startsAt: STARTS, ...changes });
const normalize = (event: WorkosEvent) => {
  const text = JSON.stringify(event);
  return normalizeWorkosEvent(JSON.parse(text), Buffer.from(text), RECEIVED);
};
function only(events: WorkosEvent[]): WorkosEvent {
  assert.equal(events.length, 1);
  const [event] = events;
  assert.ok(event);
  return event;
}

/** Everything that a directory can do, once. */
function everything(directory: SimulatedDirectory): WorkosEvent[] {
  const activated = directory.activate();
  const { group, events: grouped } = directory.createGroup('engineers');
  const { person, events: hired } = directory.hire(ADA);
  return [
    ...activated,
    ...grouped,
    ...hired,
    ...directory.join(person, group),
    ...directory.update(person, { lastName: 'King', email: 'ada.king@acme.example' }),
    ...directory.renameGroup(group, 'makers'),
    ...directory.deactivate(person),
    ...directory.comeBack(person),
    ...directory.leave(person, group),
    ...directory.remove(person),
    ...directory.comeBack(person),
    ...directory.deleteGroup(group),
  ];
}

describe('a simulated directory', () => {
  it('does the same again for the same seed and another thing for another', () => {
    assert.deepEqual(everything(open()), everything(open()));
    assert.notDeepEqual(everything(open()), everything(open({ seed: 2 })));
  });

  it('sends events that the WorkOS source reads as what happened', () => {
    const directory = open();
    const read = everything(directory).map(normalize);
    assert.deepEqual(
      read.map(({ event }) => event.news.kind),
      [
        'directory_changed',
        'group_seen',
        'user_seen',
        'joined',
        'user_seen',
        'group_seen',
        'user_seen',
        'user_seen',
        'left',
        'user_gone',
        'user_seen',
        'group_gone',
      ],
    );
    assert.deepEqual(new Set(read.map(({ directoryKey }) => directoryKey)), new Set([directory.directoryId]));
    const states = read.flatMap(({ event }) => (event.news.kind === 'user_seen' ? [event.news.active] : []));
    assert.deepEqual(states, [true, true, false, true, true]);
  });

  it('writes ids and times in the order of events', () => {
    const events = everything(open());
    for (const sorted of [events.map(({ id }) => id), events.map(({ created_at }) => created_at)]) {
      assert.deepEqual(sorted, [...sorted].sort());
      assert.equal(new Set(sorted).size, sorted.length);
    }
    assert.match(events[0]?.id ?? '', /^event_[0-9A-HJKMNP-TV-Z]{26}$/);
    assert.ok((events[0]?.created_at ?? '') > STARTS.toISOString());
  });

  it('does not touch a record by a membership', () => {
    const directory = open();
    const { person } = directory.hire(ADA);
    const { group } = directory.createGroup('engineers');
    const { updatedAt } = person;
    directory.passTime(60_000);
    const joining = only(directory.join(person, group));
    const leaving = only(directory.leave(person, group));
    assert.equal(person.updatedAt, updatedAt);
    assert.ok(joining.created_at > updatedAt);
    assert.deepEqual(
      [joining.data['user'], leaving.data['group']].map(
        (record) => (record as { updated_at: string }).updated_at,
      ),
      [updatedAt, group.updatedAt],
    );
    assert.equal(joining.data['organization_id'], undefined);
  });

  it('keeps the time of the last change in the snapshot of an end', () => {
    const directory = open();
    const { person } = directory.hire(ADA);
    const { group } = directory.createGroup('engineers');
    directory.join(person, group);
    directory.passTime(60_000);
    for (const event of [only(directory.remove(person)), only(directory.deleteGroup(group))]) {
      assert.ok(String(event.data['updated_at']) < event.created_at);
      assert.ok(normalize(event).event.occurredAt === event.created_at);
    }
    assert.deepEqual(directory.members(group), []);
  });

  it('gives who was removed and returns a new id of WorkOS, and who was blocked the old one', () => {
    const directory = open();
    const { person } = directory.hire(ADA);
    const { id, idpId } = person;
    directory.deactivate(person);
    assert.equal(only(directory.comeBack(person)).event, 'dsync.user.updated');
    assert.deepEqual({ id: person.id, idpId: person.idpId }, { id, idpId });
    directory.remove(person);
    assert.equal(only(directory.comeBack(person)).event, 'dsync.user.created');
    assert.notEqual(person.id, id);
    assert.equal(person.idpId, idpId);
  });

  it('says in an update what was before', () => {
    const directory = open();
    const { person } = directory.hire(ADA);
    const update = only(directory.update(person, { email: 'countess@acme.example' }));
    assert.deepEqual(update.data['previous_attributes'], {
      email: 'ada@acme.example',
      custom_attributes: {
        department_name: 'engineering',
        job_title: 'Analyst',
        emails: [{ primary: true, type: 'work', value: 'ada@acme.example' }],
        username: 'ada@acme.example',
      },
    });
    assert.equal(update.data['email'], 'countess@acme.example');
  });

  it('names a group of Okta by its name, and one of Entra by an id of its own', () => {
    for (const [idp, isName] of [
      ['okta', true],
      ['entra', false],
    ] as const) {
      const directory = open({ idp });
      const { group } = directory.createGroup('engineers');
      assert.equal(group.idpId === 'engineers', isName);
      directory.renameGroup(group, 'makers');
      assert.equal(group.idpId === 'makers', isName);
    }
  });

  it('signs what it sends as WorkOS does', () => {
    const rawBody = Buffer.from(JSON.stringify(only(open().activate())));
    const header = signWebhook(rawBody, 'secret', RECEIVED);
    const request = { header, rawBody, now: RECEIVED };
    assert.deepEqual(verifySignature({ ...request, secrets: ['secret'] }), {
      verified: true,
      secretIndex: 0,
    });
    assert.ok(!verifySignature({ ...request, secrets: ['other'] }).verified);
  });
});
