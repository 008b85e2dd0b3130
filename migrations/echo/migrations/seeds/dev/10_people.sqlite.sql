-- Three people to try things out with. A seed runs again when it has changed; these leave alone
-- what is there.
INSERT INTO auth_users (id, email, phone, email_verified_at) VALUES
    ('a1111111-1111-1111-1111-111111111111', 'alice@echo.invalid', '+48123456789',
     '2026-11-01T09:00:00.000Z'),
    ('b2222222-2222-2222-2222-222222222222', 'bob@echo.invalid', NULL, NULL),
    ('c3333333-3333-3333-3333-333333333333', 'chiara@echo.invalid', NULL, NULL)
ON CONFLICT DO NOTHING;

INSERT INTO auth_oauth_identities (provider, provider_user_id, user_id) VALUES
    ('github', '1002', 'b2222222-2222-2222-2222-222222222222')
ON CONFLICT DO NOTHING;

INSERT INTO users_profiles (user_id, username, display_name, bio, language, time_zone) VALUES
    ('a1111111-1111-1111-1111-111111111111', 'alice', 'Alice Żak', 'Hej.', 'pl', 'Europe/Warsaw'),
    ('b2222222-2222-2222-2222-222222222222', 'bob', 'Bob', '', 'en', 'Europe/London'),
    ('c3333333-3333-3333-3333-333333333333', 'chiara', 'Chiara', 'ciao 👋', 'it', 'Europe/Rome')
ON CONFLICT DO NOTHING;

INSERT INTO users_settings (user_id, last_seen_visible, read_receipts) VALUES
    ('b2222222-2222-2222-2222-222222222222', 'nobody', false)
ON CONFLICT DO NOTHING;

INSERT INTO users_contacts (user_id, contact_id, status, favorite) VALUES
    ('a1111111-1111-1111-1111-111111111111', 'b2222222-2222-2222-2222-222222222222', 'accepted',
     true),
    ('b2222222-2222-2222-2222-222222222222', 'a1111111-1111-1111-1111-111111111111', 'accepted',
     false),
    ('c3333333-3333-3333-3333-333333333333', 'a1111111-1111-1111-1111-111111111111', 'pending',
     false)
ON CONFLICT DO NOTHING;

INSERT INTO notifications_devices (user_id, platform, push_token) VALUES
    ('a1111111-1111-1111-1111-111111111111', 'ios', 'seed-token-alice')
ON CONFLICT DO NOTHING;

INSERT INTO location_ip_addresses (ip_address, country_code, city, latitude, longitude) VALUES
    ('192.0.2.10', 'PL', 'Warszawa', 52.23, 21.01)
ON CONFLICT DO NOTHING;

INSERT INTO location_user_locations (user_id, ip_address) VALUES
    ('a1111111-1111-1111-1111-111111111111', '192.0.2.10')
ON CONFLICT DO NOTHING;
