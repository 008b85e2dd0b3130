-- Everything goes. A schema that somebody has put something else into stays, and stops this.
DROP TABLE location.user_locations,
           location.ip_addresses;
DROP SCHEMA location;
DROP TABLE analytics.delivery_metrics,
           analytics.daily_feature_usage,
           analytics.daily_conversation_stats,
           analytics.daily_user_activity,
           analytics.events,
           analytics.app_sessions;
DROP SCHEMA analytics;
DROP TABLE notifications.notifications,
           notifications.devices;
DROP SCHEMA notifications;
DROP TABLE messages.reports,
           messages.call_participants,
           messages.calls,
           messages.poll_votes,
           messages.poll_options,
           messages.polls,
           messages.scheduled_messages,
           messages.drafts,
           messages.bookmarks,
           messages.pins,
           messages.link_previews,
           messages.attachments,
           messages.mentions,
           messages.reactions,
           messages.receipts,
           messages.message_edits,
           messages.invites,
           messages.participants,
           messages.messages,
           messages.conversations;
DROP SCHEMA messages;
DROP TABLE media.variants,
           media.files;
DROP SCHEMA media;
DROP TABLE users.blocks,
           users.contacts,
           users.settings,
           users.profiles;
DROP SCHEMA users;
DROP TABLE auth.security_events,
           auth.login_attempts,
           auth.oauth_identities,
           auth.otp_codes,
           auth.sessions,
           auth.users;
DROP FUNCTION auth.set_updated_at();
DROP SCHEMA auth;
