import type { Reader } from '../../domain/reader.ts';
import type { WorkosConnection as Answer } from '../../generated/api.ts';
import type { WorkosConnection } from '../connect-workos.ts';

/** A connection as the API and the commands show it. */
export function connectionAnswer(
  { directoryId, organizationId, isNew, isConnected, link }: WorkosConnection,
  reader: Reader,
): Answer {
  const words = sentences[reader];
  return {
    directory_id: directoryId,
    organization_id: organizationId,
    is_new: isNew,
    portal_link: link.url,
    portal_link_expires_at: link.expiresAt.toISOString(),
    says: isConnected ? words.renew : words.connect,
  };
}

const sentences: Record<Reader, { renew: string; connect: string }> = {
  operator: {
    renew:
      'The directory is connected. Have an administrator of the customer open the link within five minutes to renew its credentials, or to change what it is connected with.',
    connect:
      'Have an administrator of the customer open the link within five minutes and connect their identity provider. The setup of the directory shows how far it is.',
  },
  customer: {
    renew:
      'The directory is connected. Open the link within five minutes to renew its credentials, or to change what it is connected with.',
    connect:
      'Open the link within five minutes, and connect your identity provider there. The setup of the directory shows how far it is.',
  },
};
