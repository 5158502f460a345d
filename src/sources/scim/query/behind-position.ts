import { sql, type Sql } from '../../../store/sql-text.ts';
import type { Position } from './cursor.ts';

/**
 * The condition for coming behind a position, in the direction of reading: by the key, then by type and id.
 *
 * @param place.index of the row's type among those searched
 * @param place.order of the key, in the direction of reading; what has none comes last ascending and first descending
 */
export function behindPosition(place: {
  position: Position;
  index: number;
  id: Sql;
  key: Sql | null;
  order: 'asc' | 'desc';
  kind: 'text' | 'number' | undefined;
}): Sql {
  const { position, key, order, kind } = place;
  const isTied = behindAmongEquals(place);
  if (key === null) return isTied;
  if (position.key === null) {
    return order === 'asc' ? sql`(${key} is null and ${isTied})` : sql`(${key} is not null or ${isTied})`;
  }
  const at = kind === 'number' ? sql`${position.key}::numeric` : sql`${position.key}::text`;
  return order === 'asc'
    ? sql`(${key} > ${at} or ${key} is null or (${key} = ${at} and ${isTied}))`
    : sql`(${key} < ${at} or (${key} = ${at} and ${isTied}))`;
}

function behindAmongEquals({ position, index, id }: { position: Position; index: number; id: Sql }): Sql {
  const isForward = position.direction === 'forward';
  if (index === position.type) return isForward ? sql`${id} > ${position.id}` : sql`${id} < ${position.id}`;
  return index > position.type === isForward ? sql`true` : sql`false`;
}
