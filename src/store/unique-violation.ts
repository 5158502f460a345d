import { sqlStateOf } from './connection-fault.ts';

/** Whether PostgreSQL refused a row that is there already (SQLSTATE 23505). */
export function isUniqueViolation(error: unknown): boolean {
  return sqlStateOf(error) === '23505';
}
