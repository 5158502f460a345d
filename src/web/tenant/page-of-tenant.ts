import { useTenant } from '../session/tenant.tsx';

/** The address of a page of this tenant, such as `approvals`. */
export function usePageOfTenant(): (path: string, search?: Readonly<Record<string, string>>) => string {
  const { base } = useTenant();
  return (path, search = {}) => {
    const asked = new URLSearchParams(search).toString();
    return `${base}/${path}${asked === '' ? '' : `?${asked}`}`;
  };
}
