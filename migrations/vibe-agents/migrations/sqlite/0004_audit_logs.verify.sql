INSERT INTO users (id, firebase_uid)
VALUES ('00000000-0004-4000-8000-000000000001', 'verify-0004-a');
INSERT INTO audit_logs (user_id, action, entity_type, entity_id, ip_address, user_agent)
VALUES ('00000000-0004-4000-8000-000000000001', 'verify.run', 'verify', '0004', '2001:db8::4',
        'dunlin');
-- dunlin: expect rows = 1
SELECT id
FROM audit_logs
WHERE entity_type = 'verify' AND entity_id = '0004' AND ip_address = '2001:db8::4'
  AND details = '{}' AND created_at IS NOT NULL;

-- dunlin: expect error 23514
INSERT INTO audit_logs (action) VALUES ('Did something');
-- dunlin: expect error 23514
INSERT INTO audit_logs (action, entity_id) VALUES ('verify.run', 'of no type');
-- dunlin: expect error 23514
INSERT INTO audit_logs (action, ip_address) VALUES ('verify.run', 'localhost');
-- dunlin: expect error 23503
INSERT INTO audit_logs (user_id, action)
VALUES ('00000000-0004-4000-8000-0000000000ff', 'verify.run');

-- Written once; the user may go.
-- dunlin: expect error P0001
UPDATE audit_logs SET action = 'verify.not' WHERE entity_type = 'verify' AND entity_id = '0004';
-- dunlin: expect error P0001
UPDATE audit_logs SET details = '{"x": 1}' WHERE entity_type = 'verify' AND entity_id = '0004';
DELETE FROM users WHERE id = '00000000-0004-4000-8000-000000000001';
-- dunlin: expect rows = 1
SELECT id FROM audit_logs WHERE entity_type = 'verify' AND entity_id = '0004' AND user_id IS NULL;
