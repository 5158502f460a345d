import { createContext, use, type ReactNode } from 'react';
import { ApiProblem } from '../api/api-problem.ts';

/** What the service says of single fields, by their names in the request. */
export type FieldErrors = Readonly<Record<string, string>>;

const FieldErrorsContext = createContext<FieldErrors>({});

export function WithFieldErrors({
  errors,
  children,
}: {
  errors: FieldErrors;
  children: ReactNode;
}): ReactNode {
  return <FieldErrorsContext value={errors}>{children}</FieldErrorsContext>;
}

/** A field of a `FormDialog`, with what the service says of it. The dialog names it among its `fields`. */
export function WithFieldError({
  field,
  children,
}: {
  field: string;
  children: (error: string | undefined) => ReactNode;
}): ReactNode {
  return children(use(FieldErrorsContext)[field]);
}

/** What was refused of these fields, and whether that is all there is to say. */
export function fieldErrorsOf(
  error: unknown,
  fields: readonly string[],
): { errors: FieldErrors; isAll: boolean } {
  const told = error instanceof ApiProblem ? error.problem?.['errors'] : undefined;
  const all = Array.isArray(told) ? told.filter(isFieldError) : [];
  const known = all.filter(({ field }) => fields.includes(field));
  return {
    errors: Object.fromEntries(known.map(({ field, message }) => [field, message])),
    isAll: known.length > 0 && known.length === all.length,
  };
}

function isFieldError(told: unknown): told is { field: string; message: string } {
  if (typeof told !== 'object' || told === null) return false;
  return 'field' in told && 'message' in told && typeof told.field === 'string';
}
