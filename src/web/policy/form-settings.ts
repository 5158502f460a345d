import type { PolicyEdits, PolicySetting } from '../../generated/api.ts';

/** What the form of common settings shows; numbers are as they were typed. */
export interface FormSettings {
  mode: string;
  deleteAfter: string;
  readOnlyFor: string;
  retain: string;
  action: string;
  promoteFrom: readonly string[];
  percent: string;
  atLeast: string;
  within: string;
  adminCount: string;
  adminWithin: string;
  defaultRole: string;
  neverGrant: readonly string[];
  outOfScope: string;
}

export type FormProblem = 'duration' | 'number' | 'percent' | 'whole' | 'needed';

type Section = Readonly<Record<string, unknown>>;

/** Reads the settings of a policy with what it has from the default. */
export function readSettings(effective: NonNullable<PolicyEdits['effective']>): FormSettings {
  const section = (name: string): Section => (effective[name] ?? {}) as Section;
  const deactivation = section('deactivation');
  const grace = (deactivation['grace'] ?? {}) as Section;
  const readOnly = (deactivation['read_only'] ?? {}) as Section;
  const soleAdmin = section('sole_admin');
  const promote = (soleAdmin['promote'] ?? {}) as Section;
  const leavers = (section('guards')['deactivations'] ?? {}) as Section;
  const admins = (section('guards')['admin_grants'] ?? {}) as Section;
  const groups = section('groups');
  return {
    mode: text(deactivation['mode']),
    deleteAfter: text(grace['delete_after']),
    readOnlyFor: text(readOnly['for']),
    retain: text(deactivation['retain_data']),
    action: text(soleAdmin['action']),
    promoteFrom: list(promote['from']),
    percent: text(leavers['percent']),
    atLeast: text(leavers['at_least']),
    within: text(leavers['within']),
    adminCount: text(admins['count']),
    adminWithin: text(admins['within']),
    defaultRole: text(groups['default_role']),
    neverGrant: list(groups['never_grant']),
    outOfScope: text(section('filters')['out_of_scope']),
  };
}

/** What of the changes is not in the text yet; the changes themselves where none is. */
export function withoutWritten(changed: Partial<FormSettings>, before: FormSettings): Partial<FormSettings> {
  const fields = Object.keys(changed) as (keyof FormSettings)[];
  const open = fields.filter((field) => String(changed[field]) !== String(before[field]));
  if (open.length === fields.length) return changed;
  return Object.fromEntries(open.map((field) => [field, changed[field]]));
}

/** What keeps the form from being written, by its field. */
export function problemsOf(form: FormSettings): Partial<Record<keyof FormSettings, FormProblem>> {
  const problems: Partial<Record<keyof FormSettings, FormProblem>> = {};
  const check = (field: keyof FormSettings, isRight: boolean, problem: FormProblem): void => {
    if (!isRight) problems[field] ??= problem;
  };
  const isDuration = (value: string): boolean => /^\d{1,6}[smhd]$/.test(value);
  const isCount = (value: string): boolean => /^[1-9]\d{0,8}$/.test(value);
  check('deleteAfter', form.mode !== 'grace' || form.deleteAfter !== '', 'needed');
  check('deleteAfter', form.deleteAfter === '' || isDuration(form.deleteAfter), 'duration');
  check('readOnlyFor', form.mode !== 'read_only' || form.readOnlyFor !== '', 'needed');
  check('readOnlyFor', form.readOnlyFor === '' || isDuration(form.readOnlyFor), 'duration');
  check('retain', form.retain === 'forever' || isDuration(form.retain), 'duration');
  check('promoteFrom', form.action !== 'promote' || form.promoteFrom.length > 0, 'needed');
  const leavers = ['percent', 'atLeast', 'within'] as const;
  const admins = ['adminCount', 'adminWithin'] as const;
  for (const limit of [leavers, admins]) {
    const isOff = limit.every((field) => form[field] === '');
    for (const field of limit) check(field, isOff || form[field] !== '', 'whole');
  }
  const percent = Number(form.percent);
  check(
    'percent',
    form.percent === '' || (/^\d+(\.\d+)?$/.test(form.percent) && percent > 0 && percent <= 100),
    'percent',
  );
  check('atLeast', form.atLeast === '' || isCount(form.atLeast), 'number');
  check('adminCount', form.adminCount === '' || isCount(form.adminCount), 'number');
  check('within', form.within === '' || isDuration(form.within), 'duration');
  check('adminWithin', form.adminWithin === '' || isDuration(form.adminWithin), 'duration');
  return problems;
}

/** What has to be set in the text, so that it says what the form says. */
export function settingsChanged(before: FormSettings, after: FormSettings): PolicySetting[] {
  const settings: PolicySetting[] = [];
  const set = (path: string, value: PolicySetting['value']): void => {
    settings.push({ path: path.split('.'), value });
  };
  const differs = (...fields: (keyof FormSettings)[]): boolean =>
    fields.some((field) => String(before[field]) !== String(after[field]));
  if (differs('mode')) set('deactivation.mode', after.mode);
  if (differs('deleteAfter')) {
    if (after.deleteAfter === '') set('deactivation.grace', null);
    else set('deactivation.grace.delete_after', after.deleteAfter);
  }
  if (differs('readOnlyFor')) {
    if (after.readOnlyFor === '') set('deactivation.read_only', null);
    else set('deactivation.read_only.for', after.readOnlyFor);
  }
  if (differs('retain')) set('deactivation.retain_data', after.retain);
  if (differs('action')) set('sole_admin.action', after.action);
  if (differs('promoteFrom')) {
    if (after.promoteFrom.length === 0) set('sole_admin.promote', null);
    else {
      set('sole_admin.promote.from', [...after.promoteFrom]);
      if (before.promoteFrom.length === 0) set('sole_admin.promote.pick', 'longest_tenured');
    }
  }
  if (differs('percent', 'atLeast', 'within')) {
    if (after.percent === '') set('guards.deactivations', null);
    else {
      if (differs('percent')) set('guards.deactivations.percent', Number(after.percent));
      if (differs('atLeast')) set('guards.deactivations.at_least', Number(after.atLeast));
      if (differs('within')) set('guards.deactivations.within', after.within);
    }
  }
  if (differs('adminCount', 'adminWithin')) {
    if (after.adminCount === '') set('guards.admin_grants', null);
    else {
      if (differs('adminCount')) set('guards.admin_grants.count', Number(after.adminCount));
      if (differs('adminWithin')) set('guards.admin_grants.within', after.adminWithin);
    }
  }
  if (differs('defaultRole')) set('groups.default_role', after.defaultRole);
  if (differs('neverGrant')) set('groups.never_grant', [...after.neverGrant]);
  if (differs('outOfScope')) set('filters.out_of_scope', after.outOfScope);
  return settings;
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
