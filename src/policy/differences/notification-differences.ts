import type { EffectiveChannel, EffectivePolicy } from '../effective-policy.ts';
import { plain } from '../plain-english/condition-in-words.ts';
import { channelInWords, TOLD } from '../plain-english/leaving-in-words.ts';
import { changed, gone, listDifferences, now, type PolicyDifference } from './difference.ts';

type Notifications = EffectivePolicy['notifications'];
type Told = EffectiveChannel['on'][number];

/** Who is told of something else, and what nobody is told of any more. */
export function notificationDifferences(before: Notifications, after: Notifications): PolicyDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const toldIn = (channels: Notifications): Set<Told> =>
    new Set(Object.values(channels).flatMap(({ on }) => on));
  const told = toldIn(after);
  const silent = [...toldIn(before)].filter((what) => !told.has(what));
  return [
    ...silent.map((what) => now(`Nobody is told any more when ${TOLD[what]}.`, '/notifications')),
    ...names.flatMap((name) => oneChannel(name, channelOf(before, name), channelOf(after, name))),
  ];
}

function channelOf(channels: Notifications, name: string): EffectiveChannel | undefined {
  return Object.hasOwn(channels, name) ? channels[name] : undefined;
}

function oneChannel(
  name: string,
  before: EffectiveChannel | undefined,
  after: EffectiveChannel | undefined,
): PolicyDifference[] {
  const at = `/notifications/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const channel = `The channel ${plain(name)}`;
  if (after === undefined) return before === undefined ? [] : [gone(`${channel} is gone.`, at)];
  if (before === undefined) return [now(`A new channel. ${channelInWords(name, after)}`, at)];
  return [
    ...listDifferences(before.on, after.on, at, {
      came: (what) => `${channel} is told, too, when ${TOLD[what as Told]}.`,
      went: (what) => `${channel} is not told any more when ${TOLD[what as Told]}.`,
      list: `on of ${plain(name)}`,
    }),
    ...listDifferences(before.to, after.to, at, {
      came: (address) => `${channel} writes to ${plain(address)}, too.`,
      went: (address) => `${channel} does not write to ${plain(address)} any more.`,
      list: `to of ${plain(name)}`,
    }),
    ...changed(before.send, after.send, at, (_, is) =>
      is === 'daily'
        ? `${channel} is told together once a day, instead of at once.`
        : `${channel} is told at once, instead of once a day.`,
    ),
  ];
}
