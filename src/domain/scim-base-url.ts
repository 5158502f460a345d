/**
 * Where the identity provider of a SCIM directory sends what it has to say, without a slash at the end.
 * @param publicUrl where others reach this service, without a slash at the end
 */
export function scimBaseUrl(publicUrl: string, directoryId: string): string {
  return `${publicUrl}/scim/v2/${directoryId}`;
}
