import type { WorkosConnection as Answer } from '../../generated/api.ts';
import type { WorkosConnection } from '../connect-workos.ts';

/** A connection as the API and the commands show it. */
export function connectionAnswer({
  directoryId,
  organizationId,
  isNew,
  isConnected,
  link,
}: WorkosConnection): Answer {
  return {
    directory_id: directoryId,
    organization_id: organizationId,
    is_new: isNew,
    portal_link: link.url,
    portal_link_expires_at: link.expiresAt.toISOString(),
    says: isConnected
      ? 'The directory is connected. Have an administrator of the customer open the link within five minutes to renew its credentials, or to change what it is connected with.'
      : 'Have an administrator of the customer open the link within five minutes and connect their identity provider. The setup of the directory shows how far it is.',
  };
}
