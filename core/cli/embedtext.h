/* cli/embedtext - a bundle as C: what `dunlin embed` writes. */
#ifndef DN_CLI_EMBEDTEXT_H
#define DN_CLI_EMBEDTEXT_H

#include <stdbool.h>

#include <dunlin/bundle.h>
#include <dunlin/error.h>

#include "base/str.h"

/* How every file begins that embed wrote, and may therefore write again. */
#define DN_EMBED_MARK "/* Written by `dunlin embed`"

struct dn_embed {
	const struct dunlin_bundle *bundle; /* not packed */
	const char *symbol;
	const char *header; /* its name, for the #include */
	size_t n_files;
	const unsigned char *packed; /* by zlib; NULL: the files are written as they are */
	size_t packed_len;
};

/* Whether C and C++ take it for a name, of which nobody else makes use. */
bool dn_embed_is_symbol(const char *text);
/* The two files; the same bundle gives the same bytes. */
void dn_embed_put_header(struct dn_str *out, const struct dn_embed *embed);
void dn_embed_put_source(struct dn_str *out, const struct dn_embed *embed);

#endif
