import { nearest } from '../did-you-mean.ts';
import { error, listed, quoted, warning, type Finding } from '../finding.ts';
import { child, itemsAt, textAt, type SourceNode } from '../source-node.ts';
import type { PolicyWords } from './policy-words.ts';

/**
 * The document's own `notifications`, and the channels that rules name.
 *
 * @param words null while the catalog or the default policy cannot be read: then the section may be theirs
 */
export function lintNotifications(root: SourceNode, words: PolicyWords | null): Finding[] {
  const own = child(root, 'notifications');
  const findings = [...(own?.entries?.values() ?? [])].flatMap((channel) =>
    itemsAt(channel, 'to').flatMap(checkAddress),
  );
  if (!words) return findings;
  const channels = words.section('notifications');
  const notifying = itemsAt(words.section('rules')).filter((rule) => textAt(rule, 'status') !== 'retired');
  const names = [...(channels?.entries?.keys() ?? [])];
  const isOwnRules = child(root, 'rules') !== null;
  const told = new Set<string>();
  for (const rule of notifying) {
    const notify = child(rule, 'then', 'notify');
    if (typeof notify?.value !== 'string' || notify.value === '') continue;
    told.add(notify.value);
    if (names.includes(notify.value)) continue;
    if (isOwnRules) findings.push(unknownChannel(notify, notify.value, names));
    else if (own) findings.push(lostChannel(own, notify.value, textAt(rule, 'name')));
  }
  return [...findings, ...unusedChannels(own, told)];
}

function unknownChannel(notify: SourceNode, name: string, names: readonly string[]): Finding {
  const add = `Add ${/^[a-z][a-z0-9_]{0,62}$/.test(name) ? name : 'NAME'}: { send: at_once } to notifications, or remove this.`;
  const near = nearest(name, names);
  const known = names.length === 0 ? '' : `There are ${listed(names, 'and')}. `;
  return error(
    notify.at,
    'unknown_channel',
    names.length === 0
      ? `The policy has no notifications, and so no channel ${quoted(name)}.`
      : `notifications has no channel ${quoted(name)}.`,
    near === null ? `${known}${add}` : `Did you mean ${near}?`,
  );
}

/** A rule of the default policy tells a channel that the tenant's own section does not have. */
function lostChannel(own: SourceNode, name: string, rule: string | null): Finding {
  return error(
    own.keyAt,
    'unknown_channel',
    `The rule ${quoted(rule)} of the default policy tells the channel ${quoted(name)}, which is not among these.`,
    'Add the channel, or write rules of your own.',
  );
}

function unusedChannels(own: SourceNode | null, told: ReadonlySet<string>): Finding[] {
  return [...(own?.entries ?? [])]
    .filter(([name, channel]) => channel.entries && itemsAt(channel, 'on').length === 0 && !told.has(name))
    .map(([name, channel]) =>
      warning(
        channel.keyAt,
        'unused_channel',
        `Nothing is told to ${quoted(name)}: it has no "on", and no rule names it in notify.`,
        'Write on: [...], or remove the channel.',
      ),
    );
}

/** What mail servers everywhere take: no quoted names before the @, no comments, no addresses of hosts by number. */
const ADDRESS =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

function isAddress(text: string): boolean {
  return text.length <= 320 && text.indexOf('@') <= 64 && ADDRESS.test(text);
}

function checkAddress(item: SourceNode): Finding[] {
  if (typeof item.value !== 'string' || item.value === '' || isAddress(item.value)) return [];
  const [inBrackets] = /<([^<>]{3,320})>/.exec(item.value)?.slice(1) ?? [];
  const bare = (inBrackets ?? item.value).trim().replace(/^mailto:/i, '');
  const isSeveral = item.value.split('@').length > 2 && /[,;\s]/.test(item.value);
  const hint = isAddress(bare)
    ? `Write ${bare}.`
    : isSeveral
      ? 'Write each address as an entry of its own.'
      : 'Write an address such as security@northwind.example.';
  return [error(item.at, 'bad_address', `${quoted(item.value)} is no e-mail address.`, hint)];
}
