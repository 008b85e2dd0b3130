-- The guide's performance-critical indexes are of use to the queries they are for. MariaDB has none
-- into a list: tags and circles are read by json_contains().

-- dunlin: uses index transcripts_text_search_idx
SELECT audio_id FROM transcripts WHERE MATCH (text) AGAINST ('x' IN BOOLEAN MODE);
-- dunlin: uses index audio_items_owner_id_created_at_idx
SELECT id FROM audio_items WHERE owner_id = '00000000-5eed-4000-8000-000000000201' ORDER BY created_at DESC;
-- dunlin: uses index audio_items_visibility_created_at_idx
SELECT id FROM audio_items WHERE visibility = 'public' ORDER BY created_at DESC;
-- dunlin: uses index user_follows_followee_id_idx
SELECT follower_id FROM user_follows WHERE followee_id = '00000000-5eed-4000-8000-000000000201';
-- dunlin: uses index circle_members_user_id_idx
SELECT circle_id FROM circle_members WHERE user_id = '00000000-5eed-4000-8000-000000000201';
-- dunlin: uses index comments_audio_id_created_at_idx
SELECT text FROM comments WHERE audio_id = '00000000-5eed-4000-8000-000000000401' ORDER BY created_at;
