/* cli/embedtext - a bundle as C: what `dunlin embed` writes. */
#include "cli/embedtext.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* C99 promises literals of 4095 characters and no more, and C++ wants room for the NUL: so the bytes
 * are rows of ROW with a NUL behind each, which the unpack function leaves out. */
enum { ROW = 4095, WIDE = 96 };

static const char unpack_packed[] =
	"static int32_t %s_unpack(unsigned char *to, uint64_t to_len, const unsigned char *from,\n"
	"\t\tuint64_t from_len)\n"
	"{\n"
	"\tz_stream z;\n"
	"\tint rc;\n"
	"\n"
	"\tmemset(&z, 0, sizeof(z));\n"
	"\tz.next_out = to;\n"
	"\tz.avail_out = (uInt)to_len;\n"
	"\trc = inflateInit(&z);\n"
	"\tfor (; rc == Z_OK && from_len > 0; from += %d, from_len -= %d) {\n"
	"\t\tz.next_in = from;\n"
	"\t\tz.avail_in = %d;\n"
	"\t\trc = inflate(&z, Z_NO_FLUSH);\n"
	"\t}\n"
	"\t(void)inflateEnd(&z);\n"
	"\tif (rc == Z_MEM_ERROR)\n"
	"\t\treturn -1;\n"
	"\treturn rc == Z_STREAM_END && z.total_out == to_len ? 0 : 1;\n"
	"}\n";

static const char unpack_plain[] =
	"static int32_t %s_unpack(unsigned char *to, uint64_t to_len, const unsigned char *from,\n"
	"\t\tuint64_t from_len)\n"
	"{\n"
	"\tuint64_t n;\n"
	"\n"
	"\tfor (; to_len > 0 && from_len > 0; from += %d, from_len -= %d) {\n"
	"\t\tn = to_len < %d ? to_len : %d;\n"
	"\t\tmemcpy(to, from, (size_t)n);\n"
	"\t\tto += n;\n"
	"\t\tto_len -= n;\n"
	"\t}\n"
	"\treturn to_len == 0 ? 0 : 1;\n"
	"}\n";

static bool is_reserved(const char *text)
{
	static const char words[] =
		" alignas alignof and and_eq asm auto bitand bitor bool break case catch char "
		"char16_t char32_t char8_t class co_await co_return co_yield compl concept const "
		"const_cast consteval constexpr constinit continue decltype default delete do "
		"double dynamic_cast else enum errno explicit export extern false float for friend "
		"goto if inline int linux long main mutable namespace new noexcept not not_eq "
		"nullptr offsetof operator or or_eq private protected public register "
		"reinterpret_cast requires restrict return short signed sizeof static "
		"static_assert static_cast struct switch template this thread_local throw true try "
		"typedef typeid typename typeof typeof_unqual union unix unsigned using virtual "
		"void volatile wchar_t while xor xor_eq ";
	const char *at = words;
	size_t len = strlen(text);

	while ((at = strstr(at, text)) != NULL) {
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
		at += len;
	}
	return false;
}

bool dn_embed_is_symbol(const char *text)
{
	const char *c;

	/* What begins with an underscore, or has two in a row, is the compiler's. */
	if (!isalpha((unsigned char)text[0]) || strstr(text, "__") != NULL)
		return false;
	for (c = text; *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80 || (!isalnum((unsigned char)*c) && *c != '_'))
			return false;
	return !is_reserved(text);
}

/* One byte as it stands in a literal.  A question mark may be one of a trigraph. */
static void put_byte(struct dn_str *out, unsigned char byte)
{
	switch (byte) {
	case '\n':
		dn_str_puts(out, "\\n");
		break;
	case '\r':
		dn_str_puts(out, "\\r");
		break;
	case '\t':
		dn_str_puts(out, "\\t");
		break;
	case '"':
	case '\\':
	case '?':
		dn_str_putc(out, '\\');
		dn_str_putc(out, (char)byte);
		break;
	default:
		if (byte >= ' ' && byte < 0x7f) {
			dn_str_putc(out, (char)byte);
			break;
		}
		dn_str_putc(out, '\\');
		dn_str_putc(out, (char)('0' + (byte >> 6)));
		dn_str_putc(out, (char)('0' + (byte >> 3 & 7)));
		dn_str_putc(out, (char)('0' + (byte & 7)));
		break;
	}
}

/* One literal, over as many lines as it has, and as they are long. */
static void put_row(struct dn_str *out, const unsigned char *bytes, size_t len)
{
	size_t i, start;

	dn_str_puts(out, "\t\"");
	start = out->len;
	for (i = 0; i < len; i++) {
		put_byte(out, bytes[i]);
		if (i + 1 < len && (bytes[i] == '\n' || out->len - start >= WIDE)) {
			dn_str_puts(out, "\"\n\t\"");
			start = out->len;
		}
	}
	dn_str_puts(out, "\",\n");
}

static void put_rows(struct dn_str *out, const struct dn_embed *embed)
{
	const bool packed = embed->packed != NULL;
	const unsigned char *bytes = packed ? embed->packed : embed->bundle->data;
	const size_t len = packed ? embed->packed_len : (size_t)embed->bundle->len;
	size_t at, n;

	dn_str_printf(out, "static const unsigned char %s_rows[][%d] = {\n", embed->symbol,
		      ROW + 1);
	for (at = 0; at < len; at += n) {
		n = len - at < ROW ? len - at : ROW;
		put_row(out, bytes + at, n);
	}
	dn_str_puts(out, "};\n");
}

static void put_use(struct dn_str *out, const struct dn_embed *embed)
{
	dn_str_printf(out,
		      DN_EMBED_MARK ": do not edit it, but write it again.\n"
				    " *\n"
				    " * Migrations for Dunlin: %zu file%s, %s.\n"
				    " *\n"
				    " *   #include <dunlin/dunlin.h>\n"
				    " *   #include \"%s\"\n"
				    " *\n"
				    " *   const struct dunlin_bundle *bundle = &%s;\n"
				    " *\n"
				    " *   options.bundles = &bundle;\n"
				    " *   options.n_bundles = 1;\n"
				    " */\n",
		      embed->n_files, embed->n_files == 1 ? "" : "s",
		      embed->packed != NULL ? "packed: link with -lz" : "not packed", embed->header,
		      embed->symbol);
}

void dn_embed_put_header(struct dn_str *out, const struct dn_embed *embed)
{
	put_use(out, embed);
	dn_str_printf(out,
		      "#ifndef DUNLIN_EMBEDDED_%s\n"
		      "#define DUNLIN_EMBEDDED_%s\n"
		      "\n"
		      "#include <dunlin/bundle.h>\n"
		      "\n"
		      "#ifdef __cplusplus\n"
		      "extern \"C\" {\n"
		      "#endif\n"
		      "extern const struct dunlin_bundle %s;\n"
		      "#ifdef __cplusplus\n"
		      "}\n"
		      "#endif\n"
		      "\n"
		      "#endif\n",
		      embed->symbol, embed->symbol, embed->symbol);
}

void dn_embed_put_source(struct dn_str *out, const struct dn_embed *embed)
{
	const struct dunlin_bundle *bundle = embed->bundle;
	const bool packed = embed->packed != NULL;

	put_use(out, embed);
	dn_str_printf(out, "#include \"%s\"\n\n#include <string.h>\n%s\n", embed->header,
		      packed ? "\n#define ZLIB_CONST\n#include <zlib.h>\n" : "");
	put_rows(out, embed);
	dn_str_putc(out, '\n');
	if (packed)
		dn_str_printf(out, unpack_packed, embed->symbol, ROW + 1, ROW + 1, ROW);
	else
		dn_str_printf(out, unpack_plain, embed->symbol, ROW + 1, ROW + 1, ROW, ROW);
	dn_str_printf(out, "\nconst struct dunlin_bundle %s = {\n\tDUNLIN_BUNDLE_SIZE,\n\t0,\n",
		      embed->symbol);
	put_row(out, (const unsigned char *)bundle->name, strlen(bundle->name));
	dn_str_printf(out,
		      "\t\"%s\",\n"
		      "\t%s_rows[0],\n"
		      "\tsizeof(%s_rows),\n"
		      "\t%" PRIu64 ",\n"
		      "\t%s_unpack,\n"
		      "};\n",
		      bundle->checksum, embed->symbol, embed->symbol, bundle->raw_len,
		      embed->symbol);
}
