import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Asks the ten questions over the Postgres wire with JDBC, and writes what came as JSON lines of text; or reads the
 * catalogue with the calls that database tools make.
 *
 * <p>Usage: java -cp postgresql.jar Ask.java plain|prepared questions.tsv OUT, or Ask.java catalogue questions.tsv,
 * with HUB_PG, HUB_USER and HUB_TOKEN set.
 */
public final class Ask {
    /** The driver moves to a named statement and binary values at the fifth time: both sides of that are asked. */
    private static final int TIMES = 6;

    /** So few that most answers take more than one fetch. */
    private static final int FETCH_ROWS = 7;

    private static final String SCHEMA = "hub";

    /** What failed of the catalogue, and where first: a call that fails for one table mostly fails for each. */
    private static final Map<String, String> FAILURES = new LinkedHashMap<>();

    public static void main(String[] arguments) throws IOException, SQLException {
        List<String[]> questions = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[1]))) {
            questions.add(line.split("\t", 2));
        }
        String address = "jdbc:postgresql://" + System.getenv("HUB_PG") + "/hub";
        try (Connection connection =
                DriverManager.getConnection(address, System.getenv("HUB_USER"), System.getenv("HUB_TOKEN"))) {
            switch (arguments[0]) {
                case "plain" -> answer(questions, arguments[2], sql -> plain(connection, sql));
                case "prepared" -> {
                    connection.setAutoCommit(false);
                    answer(questions, arguments[2], sql -> prepared(connection, sql));
                    connection.commit();
                }
                case "catalogue" -> catalogue(connection.getMetaData(), questions);
                default -> throw new IllegalArgumentException("no mode " + arguments[0]);
            }
        }
    }

    private interface Client {
        /** The columns and the rows, as JSON. */
        String ask(String sql) throws SQLException;
    }

    private static void answer(List<String[]> questions, String out, Client client) throws IOException, SQLException {
        try (PrintWriter file = new PrintWriter(out, StandardCharsets.UTF_8)) {
            for (String[] question : questions) {
                file.println("{\"name\": " + quoted(question[0]) + ", " + client.ask(question[1]) + "}");
            }
        }
    }

    private static String plain(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return json(found);
        }
    }

    private static String prepared(Connection connection, String sql) throws SQLException {
        Set<String> answers = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            for (int time = 0; time < TIMES; time++) {
                try (ResultSet found = statement.executeQuery()) {
                    answers.add(json(found));
                }
            }
        }
        if (answers.size() != 1) {
            throw new IllegalStateException(answers.size() + " different answers to one prepared statement: " + sql);
        }
        return answers.iterator().next();
    }

    private static String json(ResultSet found) throws SQLException {
        int width = found.getMetaData().getColumnCount();
        List<String> columns = new ArrayList<>();
        for (int n = 1; n <= width; n++) {
            columns.add(quoted(found.getMetaData().getColumnLabel(n)));
        }
        List<String> rows = new ArrayList<>();
        while (found.next()) {
            List<String> cells = new ArrayList<>();
            for (int n = 1; n <= width; n++) {
                cells.add(cell(found.getObject(n)));
            }
            rows.add(cells.toString());
        }
        return "\"columns\": " + columns + ", \"rows\": " + rows;
    }

    private static String cell(Object value) {
        if (value == null) {
            return "null";
        }
        boolean fraction = value instanceof Double || value instanceof Float || value instanceof BigDecimal;
        return quoted(fraction ? shortest(((Number) value).doubleValue()) : value.toString());
    }

    /** The fewest digits that read back as the same double; Java's own text sometimes has one too many. */
    private static String shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits));
            if (rounded.doubleValue() == value) {
                return rounded.stripTrailingZeros().toPlainString();
            }
        }
        return exact.round(new MathContext(17)).stripTrailingZeros().toPlainString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private interface Listing {
        ResultSet read() throws SQLException;
    }

    private static void catalogue(DatabaseMetaData catalogue, List<String[]> questions) {
        if (!names("getSchemas", SCHEMA, "TABLE_SCHEM", catalogue::getSchemas).contains(SCHEMA)) {
            FAILURES.put("getSchemas: not listed", SCHEMA);
        }
        String[] types = {"TABLE", "VIEW"};
        Listing listed = () -> catalogue.getTables(null, SCHEMA, "%", types);
        Set<String> tables = names("getTables", SCHEMA, "TABLE_NAME", listed);
        for (String[] question : questions) {
            for (String word : question[1].split("[^a-z_.]+")) {
                if (word.startsWith(SCHEMA + ".") && !tables.contains(word.substring(SCHEMA.length() + 1))) {
                    FAILURES.put("getTables: not listed, and " + question[0] + " asks it", word);
                }
            }
        }
        for (String table : tables) {
            Listing columns = () -> catalogue.getColumns(null, SCHEMA, table, "%");
            if (names("getColumns", table, "COLUMN_NAME", columns).isEmpty()) {
                FAILURES.putIfAbsent("getColumns: no columns", table);
            }
        }
        if (!FAILURES.isEmpty()) {
            FAILURES.forEach((failure, place) -> System.err.println(failure + " (first at " + place + ")"));
            System.exit(1);
        }
    }

    private static Set<String> names(String call, String place, String column, Listing listing) {
        Set<String> names = new TreeSet<>();
        try (ResultSet found = listing.read()) {
            while (found.next()) {
                names.add(String.valueOf(found.getString(column)));
            }
        } catch (SQLException error) {
            FAILURES.putIfAbsent(call + ": " + error.getMessage(), place);
        }
        return names;
    }
}
