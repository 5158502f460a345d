import { peopleNamed, type NoticeItem } from './notice.ts';

/** Puts together what happened for the same reason, in the order in which it first appeared. */
export function gatherNoticeItems(items: readonly NoticeItem[]): NoticeItem[] {
  const gathered = new Map<string, NoticeItem>();
  for (const item of items) {
    const about = [item.hold_id, item.endpoint?.id ?? null, ...problemOf(item)];
    const key = JSON.stringify([item.kind, item.says, ...about]);
    const known = gathered.get(key);
    gathered.set(key, known === undefined ? item : joined(known, item));
  }
  return [...gathered.values()];
}

/** Two problems are never one, and neither are a problem and its end. */
function problemOf({ problem }: NoticeItem): unknown[] {
  return problem === undefined ? [] : [problem.directory_id, problem.code, problem.resolved];
}

function joined(a: NoticeItem, b: NoticeItem): NoticeItem {
  const ids = [...new Set([...a.user_ids, ...b.user_ids])];
  // Whom both name counts once; of those whom neither names, nobody knows.
  const twice = a.user_ids.length + b.user_ids.length - ids.length;
  const people = a.hold_id === null ? a.people + b.people - twice : Math.max(a.people, b.people);
  return { ...a, people, user_ids: ids.slice(0, peopleNamed) };
}
