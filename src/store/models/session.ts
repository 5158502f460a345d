import { Model } from 'objection';

export class SessionModel extends Model {
  static override tableName = 'sessions';
  static override idColumn = ['tenant_id', 'id'];

  declare tenant_id: string;
  declare id: string;
  declare user_id: string;
  declare expires_at: Date;
  declare revoked_at: Date | null;
  declare created_at: Date;
}
